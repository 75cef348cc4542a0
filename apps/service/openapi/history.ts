import type { Flat, Schema } from '#contracts';
import {
  eventSchemas,
  EXAMPLE,
  exampleEvent,
  id,
  instant,
  listOf,
  minutes,
  oneWordOf,
  reason,
  ref,
  revision,
  shape,
  text,
  ticketId,
} from '#contracts';
import type { CommandSource } from '#event-store';
import type { AuditEntry, AuditTrailPage, TrailDamage } from '#read-models';
import { CSV_HEADER, csvLine } from '#read-models';
import type { EventsPage } from '../api/events.controller.js';
import type { Operations } from './operation.js';
import { json } from './operation.js';
import {
  CURSOR,
  header,
  IF_NONE_MATCH,
  inQuery,
  LIMIT,
  MIN_POSITION,
  NEXT,
  WORKSPACE,
} from './parameters.js';

export const historySchemas: Readonly<Record<string, Schema>> = {
  AuditEntry: shape<AuditEntry>(
    {
      id: id(),
      type: ref('EventType'),
      label: text("The product's wording, such as Support Access Expired."),
      workspaceId: id(),
      actor: ref('Party'),
      at: instant('When it happened.'),
      recordedAt: instant('When it was written.'),
      revision,
      position: ref('AnyPosition'),
    },
    {
      grantId: id(),
      requestId: id(),
      sessionId: id(),
      cause: ref('AnyCause'),
      code: ref('DenialCode'),
      attempted: {
        ...ref('AttemptedCommand'),
        description: 'Of a refusal: the type of the command that was refused.',
      },
      expiresAt: instant("The grant's end: as it was granted, as it was extended to, or its last one."),
      durationMinutes: minutes('Of a request: how long the grant is to be, or by how much longer.'),
      extension: {
        type: 'integer',
        minimum: 1,
        description: 'Which extension of its grant, counted from 1.',
      },
      endedAt: instant('Of a session: when it was over in fact.'),
      lagMs: {
        type: 'integer',
        format: 'int64',
        description: 'Of an end by time: how long after the end in fact it was recorded.',
      },
      ticketId,
      reason,
      ipAddress: text(),
      userAgent: text(),
      source: {
        ...ref('CommandSource'),
        description: 'Who handed the command in, and by what way; for auditors alone, and not in the CSV.',
      },
    },
  ),
  CommandSource: {
    ...shape<Flat<CommandSource>>(
      {
        kind: oneWordOf<CommandSource['kind']>({
          http: 'has `subject`',
          kafka: 'has `topic`, `partition`, `offset` and `producer`',
          saga: 'an expiry, which the service itself records',
        }),
      },
      {
        subject: text('Of the token.'),
        topic: text(),
        partition: { type: 'integer', minimum: 0 },
        offset: text('', { pattern: '^[0-9]+$' }),
        producer: text('`source` of the CloudEvent: what the producer says of itself.'),
      },
    ),
    description: 'What earlier releases recorded has neither `subject` nor `producer`.',
  },
  AuditTrailPage: shape<AuditTrailPage>(
    { entries: listOf(ref('AuditEntry')) },
    {
      ...NEXT,
      damage: ref('TrailDamage'),
    },
  ),
  TrailDamage: {
    ...shape<TrailDamage>({
      revision,
      what: text('What is wrong there, in words.'),
    }),
    description:
      'There when the log of this workspace is damaged: the trail ends before this revision, what follows cannot be believed.',
  },
  ...eventSchemas,
  EventsPage: shape<EventsPage>({
    events: listOf(ref('Event')),
    next: { ...ref('Position'), description: 'Where to go on: the `after` of the next page.' },
    caughtUp: { type: 'boolean', description: 'There was no more when this was answered.' },
  }),
};

const eventExample = exampleEvent('SupportAccessGranted');
const entry: AuditEntry = {
  id: EXAMPLE.eventId,
  type: 'SupportAccessGranted',
  label: 'Support Access Granted',
  workspaceId: EXAMPLE.workspaceId,
  actor: EXAMPLE.olivia,
  at: EXAMPLE.grantedAt,
  recordedAt: EXAMPLE.grantedAt,
  revision: 1,
  position: '1043',
  grantId: EXAMPLE.grantId,
  expiresAt: EXAMPLE.expiresAt,
  ticketId: EXAMPLE.ticketId,
  reason: EXAMPLE.reason,
};

export const historyOperations: Operations = {
  'GET /v1/workspaces/{workspaceId}/audit-trail': {
    operationId: 'readAuditTrail',
    tag: 'history',
    summary: 'What happened in a workspace',
    description:
      'Newest first. In JSON a page; in CSV and NDJSON all of it, however long, or as much as `limit` says. In CSV a cell that a spreadsheet would take for a formula has an apostrophe before it, and with `bom=true` a byte order mark comes first, which Excel needs. Later releases add columns at the end.',
    parameters: [
      WORKSPACE,
      inQuery('type', ref('EventType'), 'Only this; `WorkspaceUpdated` is for auditors alone.'),
      inQuery('actor', ref('PersonId'), 'The id of who did it.'),
      inQuery('grantId', ref('Id'), 'Of this grant.'),
      inQuery('requestId', ref('Id'), 'Of this request.'),
      inQuery('sessionId', ref('Id'), 'Of this session.'),
      inQuery('ticketId', ref('Id'), 'Of this support case.'),
      inQuery('code', text('', { pattern: '^[A-Z_]{1,64}$' }), 'Refusals with this code.'),
      inQuery('attempted', ref('AttemptedCommand'), 'Refusals of this command.'),
      inQuery('from', ref('Instant'), 'Inclusive.'),
      inQuery('to', ref('Instant'), 'Exclusive.'),
      inQuery('order', { ...oneWordOf({ asc: '', desc: '' }), default: 'desc' }, 'By time.'),
      inQuery('bom', { type: 'boolean', default: false }, 'A byte order mark before the CSV; for CSV alone.'),
      LIMIT,
      CURSOR,
      MIN_POSITION,
      IF_NONE_MATCH,
    ],
    answer: {
      status: 200,
      description: 'A page, or all of it.',
      content: {
        ...json(ref('AuditTrailPage'), { entries: [entry], next: 'TWTsT0nZ' }),
        'text/csv': { schema: { type: 'string' }, example: CSV_HEADER + csvLine(entry) },
        'application/x-ndjson': {
          schema: text('An entry a line.'),
          example: `${JSON.stringify(entry)}\n`,
        },
      },
      headers: ['ETag', 'Link'],
    },
    problems: ['POSITION_UNKNOWN', 'UNKNOWN_WORKSPACE', 'TIER_REQUIRED', 'NOT_ACCEPTABLE'],
  },
  'GET /v1/events': {
    operationId: 'readEvents',
    tag: 'history',
    summary: 'The log, in order and without gaps',
    description:
      'In JSON a page. As server-sent events everything after a position, and then what happens, as it happens: `id` is the position, `event` the type, `data` the CloudEvent; a comment every 15 s. The stream ends when the token does. The token goes in `Authorization`, never in the URL.',
    parameters: [
      inQuery('after', ref('Position'), 'The events after this position; from the beginning when absent.'),
      inQuery(
        'limit',
        { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
        'How many; not of a stream.',
      ),
      header(
        'Last-Event-ID',
        { type: 'string', pattern: '^[0-9]{0,20}$' },
        'Of a stream that broke: go on after this position. Counts more than `after`; an empty one counts as none.',
      ),
      MIN_POSITION,
      IF_NONE_MATCH,
    ],
    answer: {
      status: 200,
      description: 'A page, or a stream.',
      content: {
        ...json(ref('EventsPage'), { events: [eventExample], next: '1043', caughtUp: true }),
        'text/event-stream': {
          schema: { type: 'string' },
          example: `id: 1043\nevent: SupportAccessGranted\ndata: ${JSON.stringify(eventExample)}\n\n`,
        },
      },
      headers: ['ETag'],
    },
    problems: ['POSITION_UNKNOWN', 'NOT_ACCEPTABLE', 'LOG_REPLACED'],
  },
};
