import type { JWTPayload } from 'jose';
import { DEFAULT_CLAIMS } from '#auth';
import { readPrincipal } from './read-principal.js';

const read = (payload: JWTPayload, claims = {}) =>
  readPrincipal(
    { iss: 'https://id.example', sub: 'ada', exp: 10, ...payload },
    { ...DEFAULT_CLAIMS, ...claims },
  );
const rolesBy = (claim: string, payload: JWTPayload) => [...read(payload, { roles: claim })!.roles];

describe('roles', () => {
  // As Keycloak, Auth0, Entra ID, Okta and scope-like claims have them.
  it.each<[string, string, JWTPayload]>([
    ['a list', 'roles', { roles: ['owner', 'auditor', 'king'] }],
    ['words in one string', 'scope', { scope: 'owner  auditor openid' }],
    ['a path', 'realm_access.roles', { realm_access: { roles: ['owner', 'auditor'] } }],
    ['a URL', 'https://vendor.example/roles', { 'https://vendor.example/roles': ['owner', 'auditor'] }],
    ['a name with dots', 'a.roles', { 'a.roles': 'owner auditor', a: { roles: ['service'] } }],
  ])('are read from %s', (_, claim, payload) =>
    expect(rolesBy(claim, payload)).toEqual(['owner', 'auditor']),
  );

  it('of one word are that one', () =>
    expect(rolesBy('roles', { roles: 'access-checker' })).toEqual(['access-checker']));

  it.each<[string, JWTPayload]>([
    ['roles', {}],
    ['roles', { roles: { 0: 'owner' } }],
    ['roles', { roles: [['owner']] }],
    ['realm_access.roles', { realm_access: 'roles' }],
    ['realm_access.roles', { roles: ['owner'] }],
    ['constructor.name', {}],
    ['roles', { roles: 'owner,auditor' }],
  ])('there are none by %s in %j', (claim, payload) => expect(rolesBy(claim, payload)).toEqual([]));
});

it('the subject is read from the claim that is configured, and from no other', () => {
  expect(read({ email: 'ada@example.com' }, { subject: 'email' })?.id).toBe('ada@example.com');
  expect(read({}, { subject: 'oid' })).toBeUndefined();
  expect(read({ oid: 7 }, { subject: 'oid' })).toBeUndefined();
  expect(read({ sub: '' })).toBeUndefined();
});

describe('who acts as another (RFC 8693)', () => {
  const sessionBy = (act: unknown) => read({ act, roles: ['owner'] })!.sessionId;

  it.each<[unknown, string | undefined]>([
    [undefined, undefined],
    [null, undefined],
    [{ sub: 'erin', sid: 's-1' }, 's-1'],
    [{ sub: 'erin' }, 'act:erin'],
    [{ sub: 'erin', sid: 'no id' }, 'act:erin'],
    [{ sub: 'erin lee' }, 'act:other'],
    [{ sub: 'x'.repeat(125) }, 'act:other'],
    [{ sub: 7 }, 'act:other'],
    [{}, 'act:other'],
    [[], 'act:other'],
    ['erin', 'act:other'],
    [false, 'act:other'],
    [{ act: { sub: 'deeper' } }, 'act:other'],
  ])('act %j is the session %s', (act, session) => expect(sessionBy(act)).toBe(session));

  it('has no role of an engineer, a vendor admin or an auditor, and those of services stay', () => {
    const roles = ['owner', 'engineer', 'vendor-admin', 'auditor', 'service', 'event-reader'];
    expect([...read({ roles, act: { sub: 'erin' } })!.roles]).toEqual(['owner', 'service', 'event-reader']);
  });
});
