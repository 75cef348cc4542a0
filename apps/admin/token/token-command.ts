import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { FurtherClaims, UserRole } from '#auth';
import { DEVELOPMENT_TOKEN_HOURS, DevelopmentTokens, isUserRole, USER_ROLES } from '#auth';
import { parseCount, parsePersonId } from '../arguments.js';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';
import { examples } from '../examples.js';
import type { FormatOptions } from '../format-option.js';
import { DOCUMENT_FORMATS, withFormats } from '../format-option.js';
import { readSigningKey, signIssuerToken } from './issuer-token.js';

type Options = {
  act?: string;
  key?: string;
  issuer?: string;
  audience?: string;
  hours?: number;
} & FormatOptions<'text' | 'json'>;

/** `token <roles> <sub>`: one more development token, or with `--key` one of an issuer whose key this is. */
export function addTokenCommand(program: Command, cli: Cli): void {
  const command = program
    .command('token')
    .summary('print a development token, or sign one with a key of your own')
    .description(
      `Prints a bearer token of the service's development mode, good for ${DEVELOPMENT_TOKEN_HOURS} hours.\n` +
        'It is signed with the key in DEV_KEYS_DIR, which is made if there is none.\n\n' +
        'With --key it is signed as an identity provider would, for a service that has the public half in the key set\n' +
        "of AUTH_JWKS_URL, with the key's RFC 7638 thumbprint as kid.",
    )
    .argument('<roles>', `one or more of ${USER_ROLES.join(', ')}, with commas between`, parseRoles)
    .argument('<sub>', 'the id of the person or program', parsePersonId)
    .option(
      '--act <sub>',
      'as if this engineer acted as the subject (an RFC 8693 "act" claim)',
      parsePersonId,
    )
    .option('--key <file>', 'sign with this private key (PEM: Ed25519, RSA or P-256 to P-521)')
    .addOption(new Option('--issuer <iss>', 'with --key: what the service expects').env('AUTH_ISSUER'))
    .addOption(new Option('--audience <aud>', 'with --key: what the service expects').env('AUTH_AUDIENCE'))
    .option(
      '--hours <n>',
      `with --key: how long it is good (default: ${DEVELOPMENT_TOKEN_HOURS})`,
      parseCount,
    );
  withFormats(command, DOCUMENT_FORMATS)
    .addHelpText(
      'after',
      examples([
        'token owner olivia',
        'token engineer,auditor erin',
        'token owner olivia --act erin',
        'token --key issuer.pem --issuer https://id.example --audience support-access service crm',
      ]),
    )
    .action(async (roles: UserRole[], sub: string, options: Options) => {
      const token = await signed(cli, roles, sub, options);
      await (options.format === 'json' ? cli.out.json({ token }) : cli.out.line(token));
    });
}

async function signed(
  cli: Cli,
  roles: readonly UserRole[],
  sub: string,
  { act, key, issuer, audience, hours }: Options,
): Promise<string> {
  const claims: FurtherClaims = act === undefined ? {} : { act: { sub: act } };
  if (key !== undefined) {
    if (!issuer || !audience) throw new UsageError('--key needs --issuer and --audience');
    const signing = { now: cli.clock.now(), seconds: (hours ?? DEVELOPMENT_TOKEN_HOURS) * 3600 };
    const pem = readSigningKey(await readFile(key, 'utf8'));
    return signIssuerToken(pem, { issuer, audience, roles, sub, ...claims }, signing);
  }
  if (hours !== undefined) throw new UsageError('--hours is for --key');
  const { auth } = cli.config();
  if (auth.kind !== 'development')
    throw new UsageError('AUTH_* is set: tokens come from that issuer, or from its key with --key');
  return (await DevelopmentTokens.open(auth.keysDir)).sign(roles, sub, claims);
}

function parseRoles(text: string): UserRole[] {
  const roles = text.split(',');
  if (roles.every((role): role is UserRole => isUserRole(role))) return roles;
  throw new InvalidArgumentError(`Roles are ${USER_ROLES.join(', ')}.`);
}
