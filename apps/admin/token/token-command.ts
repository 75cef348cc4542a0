import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { UserRole } from '#auth';
import { DEVELOPMENT_TOKEN_HOURS, DevelopmentTokens, isUserRole, USER_ROLES } from '#auth';
import { parseId } from '../arguments.js';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';
import { examples } from '../examples.js';

/** `token <roles> <sub>`: one more development token. */
export function addTokenCommand(program: Command, cli: Cli): void {
  program
    .command('token')
    .summary('print a development token')
    .description(
      `Prints a bearer token of the service's development mode, good for ${DEVELOPMENT_TOKEN_HOURS} hours.\n` +
        'It is signed with the key in DEV_KEYS_DIR, which is made if there is none.',
    )
    .argument('<roles>', `one or more of ${USER_ROLES.join(', ')}, with commas between`, parseRoles)
    .argument('<sub>', 'the id of the person or program', parseId)
    .addHelpText('after', examples(['token owner olivia', 'token engineer,auditor erin']))
    .action(async (roles: UserRole[], sub: string) => {
      const { auth } = cli.config();
      if (auth.kind !== 'development') throw new UsageError('AUTH_* is set: tokens come from that issuer');
      await cli.out.line(await (await DevelopmentTokens.open(auth.keysDir)).sign(roles, sub));
    });
}

function parseRoles(text: string): UserRole[] {
  const roles = text.split(',');
  if (roles.every((role): role is UserRole => isUserRole(role))) return roles;
  throw new InvalidArgumentError(`Roles are ${USER_ROLES.join(', ')}.`);
}
