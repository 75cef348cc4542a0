import type { Command, ExternalCommandType } from '#domain';
import { COMMANDS } from './commands.js';
import { fieldsOf } from './dto.js';
import { validateCommand } from './validate-command.js';

const actor = { id: 'auth0|olivia' };
const engineer = { id: 'erin' };
const workspaceId = 'w1';

/** Of each type: the least that it takes, and everything that it takes. */
const LEAST = {
  UpdateWorkspace: { workspaceId, tier: 'free', forcedSso: false, ownerIds: [] },
  GrantSupportAccess: { workspaceId, actor },
  RecordSupportLogin: { workspaceId, engineer },
  RevokeSupportAccess: { workspaceId, actor },
};
const fullActor = { id: 'a', kind: 'vendor' as const, name: 'A', email: 'a@example.com', sessionId: 's1' };
const EVERYTHING: {
  [Type in ExternalCommandType]: Required<Extract<Command, { type: Type }>['data']>;
} = {
  UpdateWorkspace: {
    workspaceId,
    actor: fullActor,
    name: 'Wayne',
    tier: 'business',
    forcedSso: true,
    ownerIds: ['olivia', 'CN=Oscar, O=Wayne'],
  },
  GrantSupportAccess: { workspaceId, actor: fullActor, durationMinutes: 60, ticketId: 'T-1', reason: 'r' },
  RecordSupportLogin: {
    workspaceId,
    engineer: { id: 'erin', name: 'Erin', email: 'erin@example.com' },
    ticketId: 'T-1',
    reason: 'r',
    ipAddress: '192.0.2.7',
    userAgent: 'curl',
  },
  RevokeSupportAccess: { workspaceId, actor: fullActor, grantId: 'g1', reason: 'r' },
};
type Type = keyof typeof LEAST;
const TYPES = Object.keys(LEAST) as Type[];

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const errorsOf = (type: unknown, data: unknown) => {
  const validated = validateCommand(type, data);
  return 'errors' in validated ? validated.errors.map(({ field, message }) => `${field} ${message}`) : [];
};

describe.each(TYPES)('%s', (type) => {
  it('is taken with everything, as it was given', () =>
    expect(plain(validateCommand(type, EVERYTHING[type]))).toEqual({
      command: { type, data: EVERYTHING[type] },
    }));

  it('takes the fields of the domain, and no others', () =>
    expect([...fieldsOf(COMMANDS[type].dto)].sort()).toEqual(Object.keys(EVERYTHING[type]).sort()));

  it('is taken with the least, and gets its defaults', () => {
    const defaults = {
      UpdateWorkspace: {},
      GrantSupportAccess: { durationMinutes: 10_080, actor: { ...actor, kind: 'user' } },
      RecordSupportLogin: {},
      RevokeSupportAccess: { actor: { ...actor, kind: 'user' } },
    }[type];
    const validated = validateCommand(type, LEAST[type]);
    expect(validated).toMatchObject({ command: { type } });
    expect(plain(validated)).toEqual({ command: { type, data: { ...LEAST[type], ...defaults } } });
  });

  it('needs every field of the least', () => {
    for (const name of Object.keys(LEAST[type])) {
      const { [name as 'workspaceId']: _, ...rest } = LEAST[type];
      expect(errorsOf(type, rest).map((error) => error.split(' ')[0])).toContain(`data.${name}`);
    }
  });

  it('does not change what it was given', () => {
    const data = structuredClone(EVERYTHING[type]);
    validateCommand(type, data);
    expect(data).toStrictEqual(EVERYTHING[type]);
  });

  it.each(['x', 'toString', 'constructor', 'hasOwnProperty', 'kind'])('does not know a field %s', (name) =>
    expect(errorsOf(type, { ...LEAST[type], [name]: 1 })).toEqual([`data.${name} is not a known field`]),
  );

  it('does not know a field __proto__, and assigns none', () => {
    const data = JSON.parse(`{"__proto__":{"tier":"business"},"workspaceId":"w1"}`) as unknown;
    expect(errorsOf(type, data)).toEqual(['data.__proto__ is not a known field']);
  });

  it.each([undefined, null, [], 'x', 7, [LEAST[type]]])('takes no %j for its data', (data) =>
    expect(errorsOf(type, data)).toEqual(['data must be an object']),
  );
});

it.each([
  'ExpireSupportAccess',
  'toString',
  'grantSupportAccess',
  '',
  undefined,
  null,
  7,
  ['GrantSupportAccess'],
])('a type %j is refused, and told the types that there are', (type) =>
  expect(errorsOf(type, LEAST.GrantSupportAccess)).toEqual([
    'type must be one of UpdateWorkspace, GrantSupportAccess, RecordSupportLogin, RevokeSupportAccess',
  ]),
);

const AN_ID = 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ - and neither . nor ..';
const A_PERSON = 'must be 1 to 255 printable ASCII characters, the first and the last of them no space';
const A_TEXT = 'must be text of at most 1024 characters, without NUL or lone surrogates';
const MINUTES = 'must be a whole number of minutes from 1 to 10080';
const AN_OBJECT = 'must be an object';

it.each<[Type, object, string[]]>([
  ['UpdateWorkspace', { workspaceId: 'a b' }, [`data.workspaceId ${AN_ID}`]],
  ['UpdateWorkspace', { actor: [] }, [`data.actor ${AN_OBJECT}`]],
  ['UpdateWorkspace', { actor: 'olivia' }, [`data.actor ${AN_OBJECT}`]],
  ['UpdateWorkspace', { actor: {} }, [`data.actor.id ${A_PERSON}`]],
  ['UpdateWorkspace', { name: 7 }, [`data.name ${A_TEXT}`]],
  ['UpdateWorkspace', { tier: 'gold' }, ['data.tier must be free, team or business']],
  ['UpdateWorkspace', { forcedSso: 'false' }, ['data.forcedSso must be true or false']],
  [
    'UpdateWorkspace',
    { ownerIds: 'olivia' },
    ['data.ownerIds must be an array', 'data.ownerIds must name at most 1000 owners'],
  ],
  ['UpdateWorkspace', { ownerIds: ['a', 'b '] }, [`data.ownerIds each ${A_PERSON}`]],
  ['UpdateWorkspace', { ownerIds: ['a', null] }, [`data.ownerIds each ${A_PERSON}`]],
  ['UpdateWorkspace', { ownerIds: Array(1_001).fill('a') }, ['data.ownerIds must name at most 1000 owners']],
  ['GrantSupportAccess', { workspaceId: 7 }, [`data.workspaceId ${AN_ID}`]],
  ['GrantSupportAccess', { actor: undefined }, [`data.actor ${AN_OBJECT}`]],
  ['GrantSupportAccess', { actor: [actor] }, [`data.actor ${AN_OBJECT}`]],
  ['GrantSupportAccess', { actor: { ...actor, kind: 'system' } }, ['data.actor.kind must be user or vendor']],
  ['GrantSupportAccess', { actor: { ...actor, name: 'a\0' } }, [`data.actor.name ${A_TEXT}`]],
  ['GrantSupportAccess', { actor: { ...actor, email: 7 } }, [`data.actor.email ${A_TEXT}`]],
  ['GrantSupportAccess', { actor: { ...actor, sessionId: 'a b' } }, [`data.actor.sessionId ${AN_ID}`]],
  ['GrantSupportAccess', { actor: { ...actor, roles: 1 } }, ['data.actor.roles is not a known field']],
  ['GrantSupportAccess', { durationMinutes: 0 }, [`data.durationMinutes ${MINUTES}`]],
  ['GrantSupportAccess', { durationMinutes: 10_081 }, [`data.durationMinutes ${MINUTES}`]],
  ['GrantSupportAccess', { durationMinutes: 1.5 }, [`data.durationMinutes ${MINUTES}`]],
  ['GrantSupportAccess', { durationMinutes: '60' }, [`data.durationMinutes ${MINUTES}`]],
  ['GrantSupportAccess', { ticketId: 'a b' }, [`data.ticketId ${AN_ID}`]],
  ['GrantSupportAccess', { reason: 'x'.repeat(1_025) }, [`data.reason ${A_TEXT}`]],
  ['RecordSupportLogin', { workspaceId: '.' }, [`data.workspaceId ${AN_ID}`]],
  ['RecordSupportLogin', { engineer: undefined }, [`data.engineer ${AN_OBJECT}`]],
  ['RecordSupportLogin', { engineer: [] }, [`data.engineer ${AN_OBJECT}`]],
  ['RecordSupportLogin', { engineer: { id: '' } }, [`data.engineer.id ${A_PERSON}`]],
  ['RecordSupportLogin', { engineer: { ...engineer, name: 7 } }, [`data.engineer.name ${A_TEXT}`]],
  ['RecordSupportLogin', { engineer: { ...engineer, email: 7 } }, [`data.engineer.email ${A_TEXT}`]],
  [
    'RecordSupportLogin',
    { engineer: { ...engineer, kind: 'user' } },
    ['data.engineer.kind is not a known field'],
  ],
  [
    'RecordSupportLogin',
    { engineer: { id: 'e', x: 1 }, y: 1 },
    ['data.y is not a known field', 'data.engineer.x is not a known field'],
  ],
  ['RecordSupportLogin', { ticketId: 7 }, [`data.ticketId ${AN_ID}`]],
  ['RecordSupportLogin', { reason: 7 }, [`data.reason ${A_TEXT}`]],
  ['RecordSupportLogin', { ipAddress: 7 }, [`data.ipAddress ${A_TEXT}`]],
  ['RecordSupportLogin', { userAgent: 7 }, [`data.userAgent ${A_TEXT}`]],
  ['RevokeSupportAccess', { workspaceId: '' }, [`data.workspaceId ${AN_ID}`]],
  ['RevokeSupportAccess', { actor: undefined }, [`data.actor ${AN_OBJECT}`]],
  ['RevokeSupportAccess', { actor: [] }, [`data.actor ${AN_OBJECT}`]],
  ['RevokeSupportAccess', { actor: { id: ' a' } }, [`data.actor.id ${A_PERSON}`]],
  ['RevokeSupportAccess', { grantId: 'a b' }, [`data.grantId ${AN_ID}`]],
  ['RevokeSupportAccess', { reason: 7 }, [`data.reason ${A_TEXT}`]],
  ['RevokeSupportAccess', { grantId: '', reason: 7 }, [`data.grantId ${AN_ID}`, `data.reason ${A_TEXT}`]],
])('%s with %j is refused by name', (type, change, errors) =>
  expect(errorsOf(type, { ...LEAST[type], ...change }).sort()).toEqual([...errors].sort()),
);

it.each<[Type, object]>([
  ['UpdateWorkspace', { ownerIds: Array(1_000).fill('a') }],
  ['GrantSupportAccess', { durationMinutes: 1 }],
  ['GrantSupportAccess', { durationMinutes: 10_080 }],
  ['GrantSupportAccess', { reason: 'x'.repeat(1_024) }],
])('%s is taken at its limit', (type, change) =>
  expect(errorsOf(type, { ...LEAST[type], ...change })).toEqual([]),
);
