import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { SupportAccessEvent } from '#domain';
import { RecordedEvent } from '#event-store';
import { canonicalJson } from '#evidence';
import { sampleEvents } from '../spec/sample-events.js';
import { ocsfLine } from './ocsf.js';

/** Of the released schema: see test/ocsf/make-schema.py. */
const schema = JSON.parse(readFileSync('test/ocsf/ocsf-1.5.0.schema.json', 'utf8')) as object;
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(schema, 'ocsf');

type Document = {
  class_uid: number;
  activity_id: number;
  status_id: number;
  status_code?: string;
  entity?: { uid?: string; type: string };
};
const toDocument = (event: RecordedEvent): Document => JSON.parse(ocsfLine(event, 'origin')) as Document;

function errorsOf(document: Document): unknown[] {
  const validate = ajv.getSchema(`ocsf#/$defs/class_${document.class_uid}`);
  if (validate === undefined) return [`no class ${document.class_uid}`];
  return validate(document) ? [] : (validate.errors ?? []);
}

it('has the class, activity and status that analysts look for', () => {
  const told = sampleEvents().map((event) => {
    const { class_uid, activity_id, status_id, status_code } = toDocument(event);
    return [event.type, class_uid, activity_id, status_id, status_code];
  });
  expect(told.slice(0, 9)).toEqual([
    ['WorkspaceUpdated', 3004, 3, 1, undefined],
    ['SupportAccessGranted', 3005, 1, 1, undefined],
    ['SupportLogin', 3002, 1, 1, undefined],
    ['SupportAccessRevoked', 3005, 2, 1, undefined],
    ['SupportAccessDenied', 3002, 1, 2, 'NO_ACTIVE_GRANT'],
    ['SupportAccessRevoked', 3005, 2, 1, undefined],
    ['SupportAccessDenied', 3005, 1, 2, 'ALREADY_GRANTED'],
    ['SupportAccessDenied', 3005, 2, 2, 'NOT_WORKSPACE_OWNER'],
    ['SupportLogin', 3002, 1, 1, undefined],
  ]);
  // The same for every cause.
  expect([...new Set(told.slice(9).map((each) => each.join()))]).toEqual([
    'SupportAccessRequested,3004,1,1,',
    'SupportAccessGranted,3005,1,1,',
    'SupportAccessExtended,3005,1,1,',
    'SupportTicketClosed,3004,3,1,',
    'SupportSessionEnded,3002,2,1,',
    'SupportAccessRequestClosed,3004,3,1,',
    'SupportAccessRevoked,3005,2,1,',
    'SupportAccessDenied,3004,1,2,REQUEST_LIMIT',
    'SupportAccessDenied,3004,3,2,NOT_REQUESTER',
    'SupportAccessDenied,3004,3,2,REQUEST_NOT_PENDING',
    'SupportAccessDenied,3005,1,2,EXTENSION_LIMIT',
    'SupportAccessDenied,3002,2,2,NO_LIVE_SESSION',
    'SupportAccessDenied,3004,3,2,UNKNOWN_WORKSPACE',
    'SupportAccessDenied,3004,3,2,CLOCK_BEHIND',
  ]);
});

it('tells whose session ended and who ended it', () => {
  const ended = sampleEvents()
    .filter(({ type }) => type === 'SupportSessionEnded')
    .map(toDocument);
  expect(ended[1]).toMatchObject({
    user: { uid: 'eve', type: 'Engineer' },
    actor: { user: { uid: 'desk', type: 'Vendor' } },
    status_detail: 'closed',
  });
});

it('names the request or the ticket, and of a refused request no other one', () => {
  const entities = sampleEvents().flatMap((event) => {
    const { class_uid, entity } = toDocument(event);
    return class_uid === 3004 ? [`${entity?.type}: ${entity?.uid}`] : [];
  });
  expect(new Set(entities)).toEqual(
    new Set([
      'Workspace: acme',
      'Support access request: 0192f0c0-0000-7000-8000-00000000cccc',
      'Support access request: 0192f0c0-0000-7000-8000-00000000dddd',
      'Support access request: undefined',
      'Support ticket: T-4712',
    ]),
  );
});

it.each(sampleEvents().map((event) => [event.revision, event.type, event] as const))(
  'is valid by the released schema: %i %s',
  (_revision, _type, event) => {
    expect(errorsOf(toDocument(event))).toEqual([]);
  },
);

it('would not be valid with an attribute, a class or a value that the schema does not know', () => {
  const [document] = sampleEvents().map(toDocument);
  expect(errorsOf({ ...document!, ticket: 'T-1' } as Document)).not.toEqual([]);
  expect(errorsOf({ ...document!, class_uid: 3001 })).not.toEqual([]);
  expect(errorsOf({ ...document!, activity_id: 77 })).not.toEqual([]);
  expect(errorsOf({ ...document!, metadata: { version: '1.5.0' } } as Document)).not.toEqual([]);
});

describe('whatever senders say', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const id = fc.stringMatching(/^[A-Za-z0-9._:@-]{1,40}$/);
  const person = {
    id,
    name: text,
    email: fc.oneof(text, fc.emailAddress()),
  };
  const rest = {
    ticketId: id,
    reason: text,
    ipAddress: fc.oneof(text, fc.ipV4(), fc.ipV6(), fc.constant('::ffff:203.0.113.255')),
    userAgent: text,
  };
  const login = fc.record(
    {
      type: fc.constant('SupportLogin'),
      data: fc.record(
        {
          workspaceId: id,
          grantId: id,
          sessionId: id,
          engineer: fc.record(person, { requiredKeys: ['id'] }),
          at: fc.constant('2026-11-22T09:30:00.000Z'),
          sessionExpiresAt: fc.constant('2026-11-22T10:30:00.000Z'),
          ...rest,
        },
        { requiredKeys: ['workspaceId', 'grantId', 'sessionId', 'engineer', 'at', 'sessionExpiresAt'] },
      ),
    },
    { requiredKeys: ['type', 'data'] },
  );
  const denied = fc.record({
    type: fc.constant('SupportAccessDenied'),
    data: fc.record(
      {
        workspaceId: id,
        attempted: fc.constantFrom(
          'UpdateWorkspace',
          'GrantSupportAccess',
          'RecordSupportLogin',
          'RevokeSupportAccess',
          'ExpireSupportAccess',
          'RequestSupportAccess',
          'WithdrawSupportAccessRequest',
          'DeclineSupportAccessRequest',
          'ExtendSupportAccess',
          'EndSupportSession',
          'CloseTicket',
        ),
        code: fc.constantFrom('IMPERSONATED', 'ACCESS_EXPIRED'),
        by: fc.record(
          { ...person, kind: fc.constantFrom('user', 'vendor', 'engineer', 'system'), sessionId: id },
          { requiredKeys: ['id', 'kind'] },
        ),
        at: fc.constant('2026-11-22T09:30:00.000Z'),
        ...rest,
      },
      { requiredKeys: ['workspaceId', 'attempted', 'code', 'by', 'at'] },
    ),
  });
  const ended = fc.record({
    type: fc.constant('SupportSessionEnded'),
    data: fc.record(
      {
        workspaceId: id,
        grantId: id,
        sessionId: id,
        engineer: fc.record(person, { requiredKeys: ['id'] }),
        cause: fc.constantFrom('signed-out', 'closed', 'timed-out'),
        endedBy: fc.record(
          { ...person, kind: fc.constantFrom('user', 'vendor', 'engineer', 'system'), sessionId: id },
          { requiredKeys: ['id', 'kind'] },
        ),
        at: fc.constant('2026-11-22T09:30:00.000Z'),
        endedAt: fc.constant('2026-11-22T09:30:00.000Z'),
        sessionExpiresAt: fc.constant('2026-11-22T10:30:00.000Z'),
        reason: text,
      },
      { noNullPrototype: true },
    ),
  });
  const requested = fc.record({
    type: fc.constant('SupportAccessRequested'),
    data: fc.record(
      {
        workspaceId: id,
        requestId: id,
        requestedBy: fc.record(
          { ...person, kind: fc.constant('engineer') },
          { requiredKeys: ['id', 'kind'] },
        ),
        at: fc.constant('2026-11-22T09:30:00.000Z'),
        requestExpiresAt: fc.constant('2026-11-22T10:30:00.000Z'),
        durationMinutes: fc.nat(),
        grantId: id,
        ...rest,
      },
      { noNullPrototype: true },
    ),
  });
  const [sample] = sampleEvents();

  it('is valid by the released schema', () => {
    fc.assert(
      fc.property(fc.oneof(login, denied, ended, requested), (event) => {
        const { type, data } = event as SupportAccessEvent;
        const { position, stream, revision, id, metadataJson, chain } = sample!;
        const json = canonicalJson(data);
        const recorded = new RecordedEvent(position, stream, revision, id, type, json, metadataJson, chain);
        expect(errorsOf(toDocument(recorded))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
