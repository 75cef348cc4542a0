import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { MalformedCommandError, readBinaryCommand, readStructuredCommand } from '#commands';
import { MAX_MESSAGE_BYTES, validateCommand } from '#contracts';
import type { SupportAccessEvent } from '#domain';
import { decide, DEFAULT_POLICY, evolve, initialState, MAX_DURATION_MINUTES, MINUTE_MS } from '#domain';
import { EMPTY_ROOT, NoteSigner, signCheckpoint } from '#evidence';
import { topicNames } from '#kafka';
import { asyncApiDocument } from '../../libs/contracts/spec/asyncapi/document.js';
import { asyncapi, differences, messageDifferences } from './document.js';

const { channels, components } = asyncapi;

describe('docs/asyncapi.yaml', () => {
  it('is what the code says; `npm run openapi` writes it anew', () =>
    expect(asyncapi).toEqual(JSON.parse(JSON.stringify(asyncApiDocument()))));

  it('is an AsyncAPI 3 document', () => {
    const require = createRequire(import.meta.url);
    const schema = require('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;
    const official = new Ajv({ strict: false, allErrors: true });
    formats.default(official);
    const validate = official.compile(schema);
    validate(asyncapi);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...asyncapi, channels: { lost: { adress: 'x' } } })).toBe(false);
  });

  it('names the topics', () => {
    const addresses = Object.entries(channels).map(([channel, { address }]) => [channel, address]);
    expect(Object.fromEntries(addresses)).toEqual(topicNames({ topicPrefix: '' }));
  });

  it('says what a signed checkpoint looks like', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const [signer, other] = [privateKey, generateKeyPairSync('ed25519').privateKey].map(
      (key) => new NoteSigner('support.example.com/log', key),
    );
    const checkpoint = { origin: 'support.example.com/log', size: 0, root: EMPTY_ROOT };
    for (const signers of [[signer!], [signer!, other!]]) {
      const note = signCheckpoint(checkpoint, signers);
      expect(differences('schemas/SignedNote', note)).toEqual([]);
      expect(differences('schemas/SignedNote', note.replace('\n0\n', '\n00\n'))).not.toEqual([]);
    }
    expect(differences('schemas/SignedNote', 'support.example.com/log\n0\n')).not.toEqual([]);
  });

  it('names the largest message', () =>
    expect(channels['commands']).toMatchObject({ 'x-max-message-bytes': MAX_MESSAGE_BYTES }));

  const examples = Object.entries(components.messages).flatMap(([message, { examples: all }]) =>
    all.map((example, index) => [`${message} ${index}`, message, example] as const),
  );

  it('has an example of every message', () => {
    const inChannels = Object.values(channels).flatMap(({ messages }) => Object.keys(messages));
    expect(inChannels.sort()).toEqual(Object.keys(components.messages).sort());
    expect([...new Set(examples.map(([, message]) => message))].sort()).toEqual(inChannels);
  });

  it.each(examples)('example %s is what its schemas say', (_, message, { headers = {}, payload }) => {
    expect(messageDifferences(message, headers, payload)).toEqual([]);
  });

  const commands = examples.filter(([, message]) => /(Structured|Binary)$/.test(message));

  it.each(commands)('example %s is a command', (_, message, { headers = {}, payload }) => {
    const bytes = Buffer.from(JSON.stringify(payload));
    const attributes = Object.entries(headers)
      .filter(([name]) => name.startsWith('ce_'))
      .map(([name, value]) => [name.slice(3), value]);
    const { command } = message.endsWith('Structured')
      ? readStructuredCommand(bytes)
      : readBinaryCommand(Object.fromEntries(attributes), bytes);
    expect(message.startsWith(command.type)).toBe(true);
  });
});

const actor = { id: 'olivia' };
const update = { workspaceId: 'acme', tier: 'team', forcedSso: false, ownerIds: ['olivia'] };
const grant = { workspaceId: 'acme', actor };
const login = { workspaceId: 'acme', engineer: { id: 'erin' } };
const owners = (count: number): string[] => Array.from({ length: count }, (_, n) => `o-${n}`);

function isCommand(event: object): boolean {
  try {
    return readStructuredCommand(Buffer.from(JSON.stringify(event))).commandId !== '';
  } catch (error) {
    if (error instanceof MalformedCommandError) return false;
    throw error;
  }
}

/** At each limit of the code, and one step past it. */
const DATA: [type: string, data: object, isValid: boolean][] = [
  ['UpdateWorkspace', update, true],
  ['UpdateWorkspace', { ...update, workspaceId: 'A-z0.9_:@' }, true],
  ['UpdateWorkspace', { ...update, workspaceId: 'x'.repeat(128) }, true],
  ['UpdateWorkspace', { ...update, workspaceId: 'x'.repeat(129) }, false],
  ['UpdateWorkspace', { ...update, workspaceId: '' }, false],
  ['UpdateWorkspace', { ...update, workspaceId: 'a/b' }, false],
  ['UpdateWorkspace', { ...update, workspaceId: 'acme\n' }, false],
  ['UpdateWorkspace', { ...update, workspaceId: 'é' }, false],
  ['UpdateWorkspace', { ...update, name: 'é'.repeat(1_024) }, true],
  ['UpdateWorkspace', { ...update, name: '😀'.repeat(1_024) }, true],
  ['UpdateWorkspace', { ...update, name: '😀'.repeat(1_025) }, false],
  ['UpdateWorkspace', { ...update, name: 'x'.repeat(1_025) }, false],
  ['UpdateWorkspace', { ...update, name: 'a\0b' }, false],
  ['UpdateWorkspace', { ...update, name: '' }, true],
  ['UpdateWorkspace', { ...update, name: null }, false],
  ['UpdateWorkspace', { ...update, actor: [] }, false],
  ['UpdateWorkspace', { ...update, tier: 'gold' }, false],
  ['UpdateWorkspace', { ...update, forcedSso: 'false' }, false],
  ['UpdateWorkspace', { ...update, ownerIds: owners(1_000) }, true],
  ['UpdateWorkspace', { ...update, ownerIds: owners(1_001) }, false],
  ['UpdateWorkspace', { ...update, ownerIds: [] }, true],
  ['UpdateWorkspace', { ...update, ownerIds: ['auth0|a b', 'x'.repeat(255)] }, true],
  ['UpdateWorkspace', { ...update, ownerIds: ['x'.repeat(256)] }, false],
  ['UpdateWorkspace', { ...update, ownerIds: [' a'] }, false],
  ['UpdateWorkspace', { ...update, ownerIds: ['é'] }, false],
  ['UpdateWorkspace', { ...update, ownerIds: 'olivia' }, false],
  ['UpdateWorkspace', { ...update, unknown: 1 }, false],
  ['UpdateWorkspace', { workspaceId: 'acme', tier: 'team', forcedSso: false }, false],
  ['GrantSupportAccess', grant, true],
  ['GrantSupportAccess', { ...grant, durationMinutes: 1 }, true],
  ['GrantSupportAccess', { ...grant, durationMinutes: 0 }, false],
  ['GrantSupportAccess', { ...grant, durationMinutes: 1.5 }, false],
  ['GrantSupportAccess', { ...grant, durationMinutes: '60' }, false],
  ['GrantSupportAccess', { ...grant, durationMinutes: MAX_DURATION_MINUTES }, true],
  ['GrantSupportAccess', { ...grant, durationMinutes: MAX_DURATION_MINUTES + 1 }, false],
  ['GrantSupportAccess', { ...grant, ticketId: 'T-42', reason: 'why' }, true],
  ['GrantSupportAccess', { ...grant, ticketId: 'T 42' }, false],
  ['GrantSupportAccess', { workspaceId: 'acme' }, false],
  ['GrantSupportAccess', { ...grant, actor: { id: 'v', kind: 'vendor', sessionId: 's-1' } }, true],
  ['GrantSupportAccess', { ...grant, actor: { ...actor, kind: 'system' } }, false],
  ['GrantSupportAccess', { ...grant, actor: { ...actor, role: 'x' } }, false],
  ['GrantSupportAccess', { ...grant, actor: { name: 'Olivia' } }, false],
  ['RecordSupportLogin', login, true],
  ['RecordSupportLogin', { ...login, ipAddress: '::1', userAgent: 'curl', ticketId: 't', reason: 'r' }, true],
  ['RecordSupportLogin', { ...login, ipAddress: 1 }, false],
  ['RecordSupportLogin', { ...login, engineer: { id: 'erin', email: 'e@x', name: 'E' } }, true],
  ['RecordSupportLogin', { ...login, engineer: { id: 'erin', kind: 'user' } }, false],
  ['RevokeSupportAccess', grant, true],
  ['RevokeSupportAccess', { ...grant, grantId: 'g-1', reason: 'done' }, true],
  ['RevokeSupportAccess', { ...grant, grantId: '' }, false],
  ['RevokeSupportAccess', { ...grant, durationMinutes: 1 }, false],
];

describe('the limits of the document and of the code', () => {
  it.each(DATA.map((row, index) => [index, ...row] as const))(
    'are the same: %i, %s',
    (_, type, data, isValid) => {
      expect('errors' in validateCommand(type, structuredClone(data))).toBe(!isValid);
      expect(differences(`schemas/${type}`, data).length > 0).toBe(!isValid);
    },
  );

  const attributes: [changes: object, isValid: boolean][] = [
    [{}, true],
    [{ id: 'x'.repeat(129) }, false],
    [{ id: 'expire-1' }, false],
    [{ id: 'an-expire-1' }, true],
    [{ specversion: '0.3' }, false],
    [{ source: '' }, false],
    [{ source: `/${'s'.repeat(1_023)}` }, true],
    [{ source: `/${'s'.repeat(1_024)}` }, false],
    [{ source: 'a b' }, false],
    [{ subject: 'acme' }, true],
    [{ subject: 'a/b' }, false],
    [{ time: '2026-11-22T09:30:00Z' }, true],
    [{ time: 'yesterday' }, false],
    [{ datacontenttype: 'application/vnd.x+json; charset=utf-8' }, true],
    [{ datacontenttype: 'text/plain' }, false],
    [{ correlationid: 'c'.repeat(256) }, true],
    [{ correlationid: 'c'.repeat(257) }, false],
    [{ causationid: 'é' }, false],
    [{ traceparent: 'not one' }, true],
    [{ partitionkey: 'acme', sampledrate: 2, urgent: true }, true],
    [{ 'not-an-attribute': 'x' }, false],
    [{ extension: {} }, false],
    [{ data: { ...update, tier: 7 } }, false],
  ];

  it.each(attributes.map((row, index) => [index, ...row] as const))(
    'are the same for attributes: %i',
    (_, changes, isValid) => {
      const event = { specversion: '1.0', id: 'c-1', source: '/crm', type: 'UpdateWorkspace', data: update };
      const changed = { ...event, ...changes };
      expect(isCommand(changed)).toBe(isValid);
      const { length } = differences('messages/UpdateWorkspaceStructured/payload', changed);
      expect(length > 0).toBe(!isValid);
    },
  );
});

it('the record of an expiry, which a test cannot wait for on a broker, is in the document', () => {
  const context = {
    newId: '0199f3c2-7a10-7c3e-9d41-5f0c2b8e6a41',
    policy: DEFAULT_POLICY,
  };
  let state = initialState;
  const run = (command: Parameters<typeof decide>[0], now: number): SupportAccessEvent[] => {
    const events = decide(command, state, { ...context, now });
    for (const event of events) state = evolve(state, event);
    return events;
  };
  run({ type: 'UpdateWorkspace', data: { ...update, tier: 'team' } }, 0);
  run(
    {
      type: 'GrantSupportAccess',
      data: { ...grant, actor: { id: 'olivia', kind: 'user' }, durationMinutes: 1 },
    },
    0,
  );
  const events = run({ type: 'RecordSupportLogin', data: login }, MINUTE_MS);
  expect(events.map(({ type }) => type)).toEqual(['SupportAccessRevoked', 'SupportAccessDenied']);
  for (const { type, data } of events) expect(differences(`messages/${type}/payload`, data)).toEqual([]);
  expect(events[0]?.data).toMatchObject({ cause: 'expired' });
});
