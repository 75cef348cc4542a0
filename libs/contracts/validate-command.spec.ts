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
  RequestSupportAccess: { workspaceId, engineer, reason: 'r' },
  WithdrawSupportAccessRequest: { workspaceId, requestId: 'r1', engineer },
  DeclineSupportAccessRequest: { workspaceId, requestId: 'r1', actor },
  GrantSupportAccess: { workspaceId, actor },
  ExtendSupportAccess: { workspaceId, actor, grantId: 'g1', additionalMinutes: 60 },
  RecordSupportLogin: { workspaceId, engineer },
  EndSupportSession: { workspaceId, sessionId: 's1', engineer },
  RevokeSupportAccess: { workspaceId, actor },
  CloseTicket: { workspaceId, ticketId: 'T-1' },
};
const fullActor = { id: 'a', kind: 'vendor' as const, name: 'A', email: 'a@example.com', sessionId: 's1' };
const fullEngineer = { id: 'erin', name: 'Erin', email: 'erin@example.com' };
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
  RequestSupportAccess: {
    workspaceId,
    engineer: fullEngineer,
    reason: 'r',
    durationMinutes: 60,
    ticketId: 'T-1',
    grantId: 'g1',
    ipAddress: '192.0.2.7',
    userAgent: 'curl',
  },
  WithdrawSupportAccessRequest: {
    workspaceId,
    requestId: 'r1',
    engineer: fullEngineer,
    actor: fullActor,
    reason: 'r',
  },
  DeclineSupportAccessRequest: { workspaceId, requestId: 'r1', actor: fullActor, reason: 'r' },
  GrantSupportAccess: {
    workspaceId,
    actor: fullActor,
    durationMinutes: 60,
    requestId: 'r1',
    ticketId: 'T-1',
    reason: 'r',
  },
  ExtendSupportAccess: {
    workspaceId,
    actor: fullActor,
    grantId: 'g1',
    additionalMinutes: 60,
    requestId: 'r1',
    reason: 'r',
  },
  RecordSupportLogin: {
    workspaceId,
    engineer: fullEngineer,
    ticketId: 'T-1',
    reason: 'r',
    ipAddress: '192.0.2.7',
    userAgent: 'curl',
  },
  EndSupportSession: { workspaceId, sessionId: 's1', engineer: fullEngineer, actor: fullActor, reason: 'r' },
  RevokeSupportAccess: { workspaceId, actor: fullActor, grantId: 'g1', reason: 'r' },
  CloseTicket: { workspaceId, ticketId: 'T-1', actor: fullActor, reason: 'r' },
};
/** Of two fields that must not stand together, each. */
const APART: Partial<Record<ExternalCommandType, readonly [string, string]>> = {
  WithdrawSupportAccessRequest: ['engineer', 'actor'],
  GrantSupportAccess: ['ticketId', 'requestId'],
  EndSupportSession: ['engineer', 'actor'],
};
type Type = keyof typeof LEAST;
const TYPES = Object.keys(LEAST) as Type[];

const AN_ID = 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ - and neither . nor ..';
const A_PERSON = 'must be 1 to 255 printable ASCII characters, the first and the last of them no space';
const A_TEXT = 'must be text of at most 1024 characters, without NUL or lone surrogates';
const MINUTES = 'must be a whole number of minutes from 1 to 10080';
const AN_OBJECT = 'must be an object';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const errorsOf = (type: unknown, data: unknown) => {
  const validated = validateCommand(type, data);
  return 'errors' in validated ? validated.errors.map(({ field, message }) => `${field} ${message}`) : [];
};

describe.each(TYPES)('%s', (type) => {
  it('is taken with everything, as it was given', () => {
    for (const left of APART[type] ?? [undefined]) {
      const data = Object.fromEntries(Object.entries(EVERYTHING[type]).filter(([name]) => name !== left));
      expect(plain(validateCommand(type, data))).toEqual({ command: { type, data } });
    }
  });

  it('takes the fields of the domain, and no others', () =>
    expect([...fieldsOf(COMMANDS[type].dto)].sort()).toEqual(Object.keys(EVERYTHING[type]).sort()));

  it('is taken with the least, and gets its defaults', () => {
    const ofActor = 'actor' in LEAST[type] && { actor: { ...actor, kind: 'user' } };
    const minutes = { RequestSupportAccess: 1_440, GrantSupportAccess: 10_080 }[type as string];
    const defaults = { ...ofActor, ...(minutes !== undefined && { durationMinutes: minutes }) };
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

describe('fields that depend on each other', () => {
  const request = { workspaceId, requestId: 'r1' };
  const session = { workspaceId, sessionId: 's1' };
  const extension = { workspaceId, actor, grantId: 'g1' };

  it.each<[Type, object]>([
    ['WithdrawSupportAccessRequest', request],
    ['EndSupportSession', session],
  ])('%s is by an engineer or by an actor, and not by both or nobody', (type, data) => {
    expect(errorsOf(type, { ...data, actor })).toEqual([]);
    expect(errorsOf(type, { ...data, engineer })).toEqual([]);
    expect(errorsOf(type, data)).toEqual([`data.engineer ${AN_OBJECT}`]);
    expect(errorsOf(type, { ...data, engineer, actor })).toEqual([
      'data.engineer must not be given beside actor',
    ]);
  });

  it('a grant that approves a request has its ticket, and its duration unless another is given', () => {
    const grant = { workspaceId, actor, requestId: 'r1' };
    const taken = (data: object) => plain(validateCommand('GrantSupportAccess', data));
    const data = { ...grant, actor: { ...actor, kind: 'user' } };
    expect(taken(grant)).toEqual({ command: { type: 'GrantSupportAccess', data } });
    expect(taken({ ...grant, durationMinutes: 5 })).toEqual({
      command: { type: 'GrantSupportAccess', data: { ...data, durationMinutes: 5 } },
    });
    expect(errorsOf('GrantSupportAccess', { ...grant, ticketId: 'T-1' })).toEqual([
      'data.ticketId must not be given beside requestId',
    ]);
  });

  it('an extension says how long, or which request says it', () => {
    expect(errorsOf('ExtendSupportAccess', extension)).toEqual([`data.additionalMinutes ${MINUTES}`]);
    expect(errorsOf('ExtendSupportAccess', { ...extension, requestId: 'r1' })).toEqual([]);
    expect(errorsOf('ExtendSupportAccess', { ...extension, requestId: 'r1', additionalMinutes: 0 })).toEqual([
      `data.additionalMinutes ${MINUTES}`,
    ]);
  });
});

it.each([
  'ExpireSupportAccess',
  'ExpireSupportAccessRequest',
  'ExpireSupportSession',
  'toString',
  'grantSupportAccess',
  '',
  undefined,
  null,
  7,
  ['GrantSupportAccess'],
])('a type %j is refused, and told the types that there are', (type) =>
  expect(errorsOf(type, LEAST.GrantSupportAccess)).toEqual([`type must be one of ${TYPES.join(', ')}`]),
);

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
