import { DEVELOPMENT_TOKEN_HOURS, DEVELOPMENT_USERS, DevelopmentTokens } from '#auth';

/**
 * The notice printed at the start when no identity provider is configured.
 * @param consoleUrl where a browser begins; absent without the role `console`
 */
export async function developmentNotice(keysDir: string, consoleUrl?: string): Promise<string> {
  const tokens = await DevelopmentTokens.open(keysDir);
  const lines = await Promise.all(
    DEVELOPMENT_USERS.map(
      async ({ role, sub }) => `  ${role.padEnd(13)} ${sub.padEnd(7)} ${await tokens.sign([role], sub)}`,
    ),
  );
  return [
    '',
    'DEVELOPMENT MODE: AUTH_* is not set, so this service signs its own tokens. Whoever can read',
    `${keysDir} can be anybody. It listens on loopback only; never put it behind a proxy like this.`,
    '',
    `Tokens, good for ${DEVELOPMENT_TOKEN_HOURS} hours (one more: npm run --silent token -- <role> <sub>):`,
    ...lines,
    '',
    ...(consoleUrl === undefined ? [] : [`Console: ${consoleUrl}`, '']),
    '',
  ].join('\n');
}
