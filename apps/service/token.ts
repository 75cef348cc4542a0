// `npm run --silent token -- <role> <sub>`: prints one more development token.
import { parseConfig } from '#config';
import { DevelopmentTokens } from './auth/development-tokens.js';
import { isUserRole, USER_ROLES } from './auth/principal.js';

async function main([roleList = '', sub = '']: readonly string[]): Promise<string> {
  const roles = roleList.split(',').filter(isUserRole);
  if (roles.length !== roleList.split(',').length || !/^[A-Za-z0-9._:@-]{1,128}$/.test(sub))
    throw new Error(`usage: npm run --silent token -- <${USER_ROLES.join('|')}> <sub>`);
  // oxlint-disable-next-line node/no-process-env -- an entry point
  const { auth } = parseConfig(process.env);
  if (auth.kind !== 'development') throw new Error('AUTH_* is set: tokens come from that issuer');
  return (await DevelopmentTokens.open(auth.keysDir)).sign(roles, sub);
}

try {
  process.stdout.write(`${await main(process.argv.slice(2))}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
