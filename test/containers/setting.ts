import { freePorts } from '../engines/free-ports.js';
import { ComposeProject } from './compose-project.js';
import type { DockerEngine } from './docker-engine.js';

/** What the parts of the tier share; there from the first `beforeAll` on. */
export type Setting = {
  engine: DockerEngine;
  /** The commit of the release before, where the clone has it. */
  before: string | undefined;
  /** Figures, for those who read the output. */
  say(line: string): void;
};

export type Published = { project: ComposeProject; httpPort: number; kafkaPort: number };

/** A project under a name of its own, published on ports that are free. */
export async function newProject(
  { engine }: Setting,
  name: string,
  files: readonly string[],
  env: Record<string, string> = {},
): Promise<Published> {
  const [httpPort, kafkaPort] = (await freePorts(2, '127.0.0.1')) as [number, number];
  const ports = { HTTP_PORT: `${httpPort}`, KAFKA_PORT: `${kafkaPort}` };
  const project = new ComposeProject(engine, `support-access-${name}`, files, { ...ports, ...env });
  return { project, httpPort, kafkaPort };
}
