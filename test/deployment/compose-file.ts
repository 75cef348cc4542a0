import { readYaml } from './schema.js';

/** What of a compose file these tests look at. */
export type ComposeService = {
  image: string;
  profiles?: string[];
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  healthcheck?: { disable?: boolean; test?: string[] };
  ports?: string[];
  networks?: string[];
  volumes?: string[];
  deploy?: { replicas?: number };
  depends_on?: Record<string, { condition: string }>;
  read_only?: boolean;
  cap_drop?: string[];
  init?: boolean;
  tmpfs?: string[];
  mem_limit?: string;
  pids_limit?: number;
  logging?: { driver: string; options: Record<string, string> };
  stop_grace_period?: string;
};

export type ComposeFile = {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
  networks?: Record<string, { internal?: boolean } | null>;
};

export function readComposeFile(file: string): ComposeFile {
  const [document] = readYaml(file);
  return document as ComposeFile;
}

/** Ours, which the image is made for; the rest are other people's. */
export const isOurs = ({ image }: ComposeService): boolean => image.startsWith('support-access:');

/** Ours that serve: the others run once and end. */
export const servesRequests = (service: ComposeService): boolean =>
  isOurs(service) && !service.command && !service.entrypoint;

/** The environment of a service as its process sees it. @param outside what is set where compose runs: nothing by default */
export function environmentOf(
  { environment = {} }: ComposeService,
  outside: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const image = { NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '3000', ...EMBEDDED };
  const own = Object.entries(environment).map(([name, value]) => [
    name,
    value.replaceAll(
      /\$\{(\w+):-([^}]*)\}/g,
      (_, set: string, otherwise: string) => outside[set] ?? otherwise,
    ),
  ]);
  return { ...image, ...(Object.fromEntries(own) as Record<string, string>) };
}

const EMBEDDED = {
  EVENT_STORE_URL: 'sqlite:/data/events.db',
  READ_MODEL_URL: 'sqlite:/data/read-models.db',
};
