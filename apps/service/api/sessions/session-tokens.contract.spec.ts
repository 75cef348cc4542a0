import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { CommandDoor, WorkspaceFolds } from '#commands';
import type { Command, SupportLogin } from '#domain';
import { DEFAULT_POLICY, MINUTE_MS } from '#domain';
import type { EventStore } from '#event-store';
import { openEventStore } from '#event-store';
import { JwtSessionTokens } from './jwt-session-tokens.js';
import { SessionKeys } from './session-keys.js';

const T0 = Date.parse('2026-11-22T09:00:00.250Z');
const ISSUER = 'https://support.example.com';
const directory = mkdtempSync(join(tmpdir(), 'support-access-sessions-'));
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
// Services that were set up with Ed25519 keys rotate to P-256.
const [oldKey, key, stranger] = [generateKeyPairSync('ed25519').privateKey, newKey(), newKey()];
let now = T0;
const clock = { now: () => now };
let store: EventStore;
let folds: WorkspaceFolds;
let door: CommandDoor;
let keys: SessionKeys;
let tokens: JwtSessionTokens;
let sent = 0;

const tokensWith = (keys: SessionKeys, names: { issuer?: string; audience?: string } = {}) =>
  new JwtSessionTokens(keys, folds, clock, {
    issuer: () => names.issuer ?? ISSUER,
    audience: names.audience ?? 'support-sessions',
  });

beforeAll(async () => {
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  folds = new WorkspaceFolds(store);
  door = new CommandDoor(store, clock, { policy: DEFAULT_POLICY, folds });
  keys = await SessionKeys.of([key, oldKey]);
  tokens = tokensWith(keys);
});
beforeEach(() => (now = T0));
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const execute = (command: Command) =>
  door.execute({ commandId: `c${++sent}`, command, source: { kind: 'http' } });
const actor = { id: 'olivia', kind: 'user' as const };

async function enter(workspaceId: string, durationMinutes = 90): Promise<SupportLogin> {
  const ownerIds = ['olivia'];
  await execute({ type: 'UpdateWorkspace', data: { workspaceId, tier: 'team', forcedSso: false, ownerIds } });
  await execute({ type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes } });
  return loginTo(workspaceId);
}

async function loginTo(workspaceId: string): Promise<SupportLogin> {
  const { events } = await execute({
    type: 'RecordSupportLogin',
    data: { workspaceId, engineer: { id: 'erin' } },
  });
  const event = events.at(-1);
  if (event?.type !== 'SupportLogin') throw new Error('the login was refused');
  return event.data;
}

describe('a token', () => {
  it('says whose session it is, for which workspace, until when', async () => {
    const login = await enter('w1');
    const token = (await tokens.issue(login))!;
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'ES256',
      typ: 'support-session+jwt',
      kid: keys.published.keys[0]!.kid,
    });
    expect(decodeJwt(token)).toEqual({
      iss: ISSUER,
      aud: 'support-sessions',
      sub: 'olivia',
      act: { sub: 'erin' },
      workspace: 'w1',
      grant: login.grantId,
      sid: login.sessionId,
      jti: login.sessionId,
      iat: Math.floor(T0 / 1000),
      exp: Math.floor((T0 + 60 * MINUTE_MS) / 1000),
    });
  });

  it('is verified by anybody with the published keys', async () => {
    const token = (await tokens.issue(await enter('w2')))!;
    const published = createLocalJWKSet(JSON.parse(JSON.stringify(keys.published)));
    const { payload } = await jwtVerify(token, published, {
      currentDate: new Date(now),
      typ: 'support-session+jwt',
    });
    expect(payload['workspace']).toBe('w2');
  });

  it('never outlives the grant', async () => {
    const login = await enter('w3', 7);
    expect(decodeJwt((await tokens.issue(login))!).exp).toBe(Math.floor((T0 + 7 * MINUTE_MS) / 1000));
  });

  it('says the same when the login is sent again, and there is none once the session is over', async () => {
    const login = await enter('w4');
    const token = await tokens.issue(login);
    now = T0 + 59 * MINUTE_MS;
    expect(decodeJwt((await tokens.issue(login))!)).toEqual(decodeJwt(token!));
    now = T0 + 60 * MINUTE_MS;
    expect(await tokens.issue(login)).toBeUndefined();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the owner revoked', () => execute({ type: 'RevokeSupportAccess', data: { workspaceId: 'w5', actor } })],
    [
      'single sign-on was forced',
      () =>
        execute({
          type: 'UpdateWorkspace',
          data: { workspaceId: 'w5', tier: 'team', forcedSso: true, ownerIds: ['olivia'] },
        }),
    ],
  ])('means nothing any more when %s, nor to a later grant', async (_, end) => {
    const login = await enter('w5');
    const token = (await tokens.issue(login))!;
    expect(await tokens.introspect(token)).toMatchObject({ sid: login.sessionId });
    await end();
    expect(await tokens.introspect(token)).toBeUndefined();
    expect(await tokens.issue(login)).toBeUndefined();
    await enter('w5');
    expect(await tokens.introspect(token)).toBeUndefined();
    // Its signature is as good as ever: that is why it is not enough.
    expect(await tokens.verify(token)).toMatchObject({ sid: login.sessionId });
    await execute({ type: 'RevokeSupportAccess', data: { workspaceId: 'w5', actor } });
  });

  it('stays over when the clock is set back', async () => {
    const token = (await tokens.issue(await enter('w6')))!;
    now = T0 + 20 * MINUTE_MS;
    await execute({ type: 'RevokeSupportAccess', data: { workspaceId: 'w6', actor } });
    now = T0;
    expect(await tokens.introspect(token)).toBeUndefined();
  });
});

describe('rotation', () => {
  it('the first key signs, and the tokens of the others stay good until theirs is taken away', async () => {
    const login = await enter('w7');
    const before = (await tokensWith(await SessionKeys.of([oldKey])).issue(login))!;
    expect(await tokens.introspect(before)).toBeDefined();
    expect(await tokensWith(await SessionKeys.of([key])).introspect(before)).toBeUndefined();
    const kids = keys.published.keys.map(({ kid }) => kid);
    expect(new Set(kids).size).toBe(2);
    expect(decodeProtectedHeader(before)).toMatchObject({ alg: 'EdDSA', kid: kids[1] });
    expect(keys.algorithms).toEqual(['ES256', 'EdDSA']);
  });

  it('publishes no private part', () => {
    expect(keys.published.keys.map((jwk) => Object.keys(jwk).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
      ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
    ]);
  });

  it('a development key is made once', async () => {
    const config = { signingKeyFiles: [], audience: 'a', keysDir: join(directory, 'dev-keys') };
    const [one, other] = await Promise.all([SessionKeys.open(config), SessionKeys.open(config)]);
    expect(one.published).toEqual(other.published);
    expect(await SessionKeys.open(config)).toEqual(one);
    expect(one.algorithms).toEqual(['ES256']);
  });
});

describe('what is no token of ours is nothing, and no error', () => {
  let login: SupportLogin;
  let good: string;
  beforeAll(async () => {
    now = T0;
    login = await enter('w8');
    good = (await tokens.issue(login))!;
  });

  const forge = (payload: JWTPayload, header: object = {}, signer = key) =>
    new SignJWT({ ...decodeJwt(good), ...payload })
      .setProtectedHeader({ alg: 'ES256', typ: 'support-session+jwt', kid: keys.signing.kid, ...header })
      .sign(signer);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

  it.each<[string, () => string | Promise<string>]>([
    ['nothing', () => ''],
    ['garbage', () => 'garbage'],
    ['dots', () => '...'],
    ['a lot of garbage', () => 'a.'.repeat(30_000)],
    ['no UTF-8', () => '\ud800.\udfff.x'],
    [
      'one without a signature',
      () => `${encode({ alg: 'none', typ: 'support-session+jwt' })}.${good.split('.')[1]}.`,
    ],
    ['one with a flipped bit', () => good.slice(0, -4) + (good.endsWith('AAAA') ? 'BBBB' : 'AAAA')],
    ['another type', () => forge({}, { typ: 'JWT' })],
    ['no type', () => forge({}, { typ: undefined })],
    ['of a stranger', () => forge({}, {}, stranger)],
    [
      'of a stranger who brings a key',
      async () => forge({}, { jwk: keys.published.keys[0], kid: 'x' }, stranger),
    ],
    ['of the algorithm of another key of ours', () => forge({}, { alg: 'EdDSA' }, oldKey)],
    ['an unknown key', () => forge({}, { kid: 'unknown' })],
    ['another issuer', () => forge({ iss: 'https://evil.example' })],
    ['another audience', () => forge({ aud: 'other' })],
    ['good for ever', () => forge({ exp: undefined as never })],
    ['no session', () => forge({ sid: undefined })],
    ['another session', () => forge({ sid: 'other' })],
    ['another grant', () => forge({ grant: 'other' })],
    ['another workspace', () => forge({ workspace: 'w1' })],
    ['a workspace that is no text', () => forge({ workspace: { toString: 'x' } })],
  ])('%s', async (_, token) => expect(await tokens.introspect(await token())).toBeUndefined());

  it('though the same, unforged, is live', async () =>
    expect(await tokens.introspect(await forge({}))).toMatchObject({ sid: login.sessionId }));
});
