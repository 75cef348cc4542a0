import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { parseConfig, readCookieKeys } from './index.js';
import type { Case } from './spec/config-cases.contract.js';
import { checkCases } from './spec/config-cases.contract.js';
import { keyFiles } from './spec/key-files.js';
import { problemsOf } from './spec/problems-of.js';

const { directory, otherFile } = keyFiles();
const key = randomBytes(32);
const [rawFile, textFile, secretFile] = ['raw.key', 'text.key', 'secret'].map((name) =>
  join(directory, name),
);
beforeAll(() => {
  writeFileSync(rawFile!, key);
  writeFileSync(textFile!, `${key.toString('base64')}\n`);
  writeFileSync(secretFile!, 'swordfish\n');
});

const issuer = {
  AUTH_ISSUER: 'https://id.example',
  AUTH_JWKS_URL: 'https://id.example/jwks',
  AUTH_AUDIENCE: 'api',
};
const client = { ...issuer, CONSOLE_CLIENT_ID: 'console' };

const cases: Case[] = [
  {
    variable: 'CONSOLE_CLIENT_ID',
    given: issuer,
    get: (c) => c.console?.signIn,
    fallback: undefined,
    good: [
      ['console', { kind: 'oidc', clientId: 'console', scopes: 'openid profile email', parameters: {} }],
    ],
    bad: [],
  },
  {
    variable: 'CONSOLE_BRAND',
    get: (c) => c.console?.brand,
    fallback: 'Support',
    good: [['Acme & Söhne', 'Acme & Söhne']],
    bad: ['x'.repeat(61)],
  },
  {
    variable: 'CONSOLE_COOKIE_KEYS',
    get: (c) => c.console?.cookieKeyFiles,
    fallback: [],
    good: [[`${rawFile},${textFile}`, [rawFile, textFile]]],
    bad: [otherFile, join(directory, 'none'), `${rawFile},`],
  },
  {
    variable: 'CONSOLE_API_URL',
    get: (c) => c.console?.apiUrl,
    fallback: undefined,
    good: [
      ['http://api:3000', 'http://api:3000'],
      ['https://x.example/support/', 'https://x.example/support'],
    ],
    bad: ['api:3000', 'ftp://x', 'http://u:p@x', 'http://x?y'],
  },
  {
    variable: 'CONSOLE_SCOPES',
    given: client,
    get: (c) => c.console?.signIn.kind === 'oidc' && c.console.signIn.scopes,
    fallback: 'openid profile email',
    good: [['openid offline_access', 'openid offline_access']],
    bad: ['profile', 'openid,profile'],
  },
  {
    variable: 'CONSOLE_AUTHORIZATION_PARAMETERS',
    given: client,
    get: (c) => c.console?.signIn.kind === 'oidc' && c.console.signIn.parameters,
    fallback: {},
    good: [['audience=a%20b&resource=urn:x', { audience: 'a b', resource: 'urn:x' }]],
    bad: ['state=x', 'redirect_uri=https://evil.example', '=x'],
  },
  {
    variable: 'CONSOLE_CLIENT_SECRET_FILE',
    given: client,
    get: (c) => c.console?.signIn.kind === 'oidc' && c.console.signIn.clientSecret,
    fallback: undefined,
    good: [[secretFile!, 'swordfish']],
    bad: [join(directory, 'none')],
  },
  {
    variable: 'SESSION_LANDING_URL',
    get: (c) => c.console?.sessionLandingUrl,
    fallback: undefined,
    good: [
      ['https://app.example/enter', 'https://app.example/enter'],
      ['http://localhost:4000/enter', 'http://localhost:4000/enter'],
    ],
    bad: ['http://app.example/enter', 'javascript:alert(1)', '/enter', 'https://u:p@app.example'],
  },
  {
    variable: 'TICKET_URL',
    get: (c) => c.console?.ticketUrl,
    fallback: undefined,
    good: [['https://desk.example/t/{ticketId}', 'https://desk.example/t/{ticketId}']],
    bad: ['https://desk.example/t/', 'http://desk.example/{ticketId}', 'data:{ticketId}'],
  },
];

checkCases(cases);

it('is there by itself only where somebody can sign in', () => {
  expect(parseConfig({}).console?.signIn).toEqual({ kind: 'picker' });
  expect(parseConfig(issuer).roles.has('console')).toBe(false);
  expect(parseConfig(client).roles.has('console')).toBe(true);
  expect(parseConfig({ ROLES: 'api' }).console).toBeUndefined();
});

it('is refused by name where nobody could sign in', () => {
  expect(problemsOf({ ...issuer, ROLES: 'api,console' })).toEqual(['ROLES']);
  expect(problemsOf({ CONSOLE_CLIENT_ID: 'console' })).toEqual(['CONSOLE_CLIENT_ID']);
  expect(problemsOf({ ...client, AUTH_ISSUER: 'urn:issuer' })).toEqual(['AUTH_ISSUER']);
});

it('asks where the API is when it is alone', () => {
  expect(problemsOf({ ROLES: 'console' })).toEqual(['CONSOLE_API_URL']);
  expect(problemsOf({ ROLES: 'console', CONSOLE_API_URL: 'http://api:3000' })).toEqual([]);
});

it('asks in production for its keys and for HTTPS, and alone for no key that signs', () => {
  const alone = { ...client, NODE_ENV: 'production', ROLES: 'console', CONSOLE_API_URL: 'http://api:3000' };
  expect(problemsOf({ ...alone, PUBLIC_URL: 'http://support.example' })).toEqual([
    'PUBLIC_URL',
    'CONSOLE_COOKIE_KEYS',
  ]);
  const whole = { ...alone, PUBLIC_URL: 'https://support.example', CONSOLE_COOKIE_KEYS: textFile! };
  expect(problemsOf(whole)).toEqual([]);
  expect(problemsOf({ ...whole, TICKET_URL: 'http://localhost/{ticketId}' })).toEqual(['TICKET_URL']);
  expect(problemsOf({ ...whole, ROLES: 'api,console' })).toEqual([
    'SESSION_SIGNING_KEYS',
    'SESSION_AUDIENCE',
    'EVIDENCE_ORIGIN',
    'EVIDENCE_SIGNING_KEY',
  ]);
});

it('has no path before it', () =>
  expect(problemsOf({ PUBLIC_URL: 'http://localhost:3000/support' })).toEqual(['PUBLIC_URL']));

it('reads a key in both forms, and makes one where none is named', async () => {
  const keysDir = join(directory, 'made');
  expect(await readCookieKeys({ cookieKeyFiles: [rawFile!, textFile!], keysDir })).toEqual([key, key]);
  const [made] = await readCookieKeys({ cookieKeyFiles: [], keysDir });
  expect(made).toHaveLength(32);
  expect(await readCookieKeys({ cookieKeyFiles: [], keysDir })).toEqual([made]);
});
