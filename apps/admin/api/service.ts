import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { DevelopmentTokens } from '#auth';
import type { UserRole } from '#auth';
import { SupportAccessClient } from '#client';
import { isPersonId } from '#domain';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';
import type { ServiceWays } from './service-ways.js';

/** `url`: where commands are sent, before `--api` was there. */
type ServiceOptions = { api?: string; url?: string; token?: string; tokenFile?: string };

/** The commands that ask the service where `--api` names one. */
const READ_BY_API: ReadonlySet<string> = new Set(['status', 'as-of', 'timeline', 'report', 'export']);
/** Those that are sent to a service in any case: it is the one writer of the log. */
const SENT = new Set(['close-ticket', 'close-engineer']);

export const mayAskService = (command: string): boolean => READ_BY_API.has(command) || SENT.has(command);

export const SERVICE_HELP = `With --api <url>, or SUPPORT_ACCESS_API, a running service is asked. The token for it is in the file of --token-file <file>,
where - is the standard input, or in SUPPORT_ACCESS_TOKEN.`;

/** Options before or behind any command. */
export const withService = (program: Command): Command =>
  program
    .addOption(
      new Option('--api <url>', 'ask a running service there, and no store')
        .env('SUPPORT_ACCESS_API')
        .argParser(parseUrl),
    )
    .addOption(new Option('--url <url>').env('SUPPORT_ACCESS_URL').argParser(parseUrl).hideHelp())
    .addOption(
      new Option('--token-file <file>', 'a file with the bearer token for it; - is the standard input').env(
        'SUPPORT_ACCESS_TOKEN_FILE',
      ),
    )
    .addOption(
      new Option('--token <token>', 'the token itself, which every user of this machine can then see').env(
        'SUPPORT_ACCESS_TOKEN',
      ),
    );

export class Service implements ServiceWays {
  #client: Promise<SupportAccessClient> | undefined;

  private constructor(
    private readonly cli: Cli,
    private readonly options: ServiceOptions,
  ) {}

  /** @throws UsageError if the command cannot ask a service */
  static for(cli: Cli, program: Command, command: string): Service {
    const isTyped = program.getOptionValueSource('api') === 'cli';
    if (isTyped && !mayAskService(command))
      throw new UsageError(
        `${command} asks the stores: --api is for ${[...READ_BY_API, ...SENT].join(', ')}`,
      );
    return new Service(cli, program.opts());
  }

  get api(): string | undefined {
    return this.options.api;
  }

  client(): Promise<SupportAccessClient> {
    return (this.#client ??= this.#open(this.options.api!, async () => {
      throw new UsageError(`${HOW_TO_GIVE} for --api`);
    }));
  }

  writer(): Promise<SupportAccessClient> {
    const { http } = this.cli.config();
    const host = http.host.includes(':') ? `[${http.host}]` : http.host;
    return this.#open(this.options.url ?? this.options.api ?? `http://${host}:${http.port}`, () =>
      this.#sign(['vendor-admin']),
    );
  }

  async #open(baseUrl: string, otherwise: () => Promise<string>): Promise<SupportAccessClient> {
    const onRetry = ({ delayMs }: { delayMs: number }): void =>
      this.cli.say(`${baseUrl} did not answer; trying again in ${Math.ceil(delayMs / 1_000)} s`);
    const token = (await this.#given()) ?? (await otherwise());
    return new SupportAccessClient({ baseUrl, token, onRetry });
  }

  async #given(): Promise<string | undefined> {
    const { token, tokenFile } = this.options;
    if (token !== undefined) return token;
    if (tokenFile === undefined) return undefined;
    return (tokenFile === '-' ? await text(process.stdin) : await readFile(tokenFile, 'utf8')).trim();
  }

  async #sign(roles: readonly UserRole[]): Promise<string> {
    const { auth } = this.cli.config();
    if (auth.kind !== 'development') throw new UsageError(HOW_TO_GIVE);
    const { username } = userInfo();
    const sub = isPersonId(username) ? username : 'operator';
    return (await DevelopmentTokens.open(auth.keysDir)).sign(roles, sub);
  }
}

const HOW_TO_GIVE =
  '--token-file (or SUPPORT_ACCESS_TOKEN_FILE, or the token in SUPPORT_ACCESS_TOKEN) must name the file of a bearer token';

function parseUrl(given: string): string {
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given;
  throw new InvalidArgumentError('It must be an http or https URL.');
}
