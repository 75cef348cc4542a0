import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { DevelopmentTokens } from '#auth';
import { SupportAccessClient } from '#client';
import { isPersonId } from '#domain';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';

export type ServiceOptions = { url?: string; tokenFile?: string };

/** The options of a command that asks a running service to do something. */
export const withService = (command: Command): Command =>
  command
    .addOption(
      new Option('--url <url>', 'where the service listens').env('SUPPORT_ACCESS_URL').argParser(parseUrl),
    )
    .addOption(
      new Option('--token-file <file>', 'a file with the bearer token of a vendor-admin or a service').env(
        'SUPPORT_ACCESS_TOKEN_FILE',
      ),
    );

/**
 * Commands go through a running service and never straight into the store, whose one writer the service is.
 * @throws UsageError without a token where the service is not in its development mode
 */
export async function clientOf(cli: Cli, { url, tokenFile }: ServiceOptions): Promise<SupportAccessClient> {
  const { http } = cli.config();
  const host = http.host.includes(':') ? `[${http.host}]` : http.host;
  const baseUrl = url ?? `http://${host}:${http.port}`;
  const onRetry = ({ delayMs }: { delayMs: number }): void =>
    cli.say(`${baseUrl} did not answer; trying again in ${Math.ceil(delayMs / 1_000)} s`);
  return new SupportAccessClient({ baseUrl, token: await tokenOf(cli, tokenFile), onRetry });
}

/** Never from the arguments, which every user of the machine can read. */
async function tokenOf(cli: Cli, file: string | undefined): Promise<string> {
  if (file !== undefined) return (await readFile(file, 'utf8')).trim();
  const { auth } = cli.config();
  if (auth.kind !== 'development')
    throw new UsageError('--token-file (or SUPPORT_ACCESS_TOKEN_FILE) must name the file of a bearer token');
  const { username } = userInfo();
  const sub = isPersonId(username) ? username : 'operator';
  return (await DevelopmentTokens.open(auth.keysDir)).sign(['vendor-admin'], sub);
}

function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It must be an http or https URL.');
}
