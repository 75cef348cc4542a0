import type { CommandResult, DenialDetail, EventReference, FieldError } from './command-result.js';
import { RESULT_CODES } from './denials.js';
import type { Flat, Schema } from './schema.js';
import { constant, listOf, oneWordOf, ref, shape } from './schema.js';
import { commandId, denialDetail, id, position, repeated, revision, uuid } from './wire-schemas.js';

type Result<Outcome extends CommandResult['outcome']> = Extract<CommandResult, { outcome: Outcome }>;
type Recorded = { position: string };

/** The answer by Kafka to a message that is no command. */
type Malformed = {
  outcome: 'malformed';
  code: 'MALFORMED';
  errors: FieldError[];
  events: [];
  commandId?: string;
  workspaceId?: string;
};

export const RESULT_TYPE = 'SupportAccessCommandResult';

const named = { commandId, workspaceId: id() };
const recordedEvents = { description: 'What was recorded, in order.' };
const events = listOf(ref('EventReference'), { minItems: 1, ...recordedEvents });
const noEvents = listOf(ref('EventReference'), { maxItems: 0 });
const accepted = shape<Result<'accepted'>>(
  { ...named, outcome: constant('accepted'), events, position },
  { repeated },
);

export const resultSchemas: Readonly<Record<string, Schema>> = {
  EventReference: shape<EventReference>({
    id: uuid(),
    type: ref('EventType'),
    revision,
  }),
  Accepted: accepted,
  DenialDetail: {
    ...shape<DenialDetail>({}, denialDetail),
    minProperties: 1,
  },
  CommandResult: {
    ...shape<Flat<CommandResult>>(
      {
        ...named,
        outcome: oneWordOf<CommandResult['outcome']>({
          accepted: 'it was done',
          denied: 'a rule refused it: `code` says which',
          ignored: 'there was nothing to do',
        }),
        events: listOf(ref('EventReference'), recordedEvents),
      },
      {
        code: ref('ResultCode'),
        detail: ref('DenialDetail'),
        position: { ...position, description: 'Absent when nothing was recorded.' },
        repeated,
      },
    ),
    description: 'As on the results topic. What was denied has a `code`.',
  },
  ResultCode: oneWordOf(RESULT_CODES),
};

/** The results of Kafka by their kinds. Over HTTP they are one object, since generators of clients lose the kinds of a `oneOf`. */
export const resultKinds: Readonly<Record<string, Schema>> = {
  Accepted: accepted,
  Denied: shape<Extract<Result<'denied'>, Recorded>>(
    { ...named, outcome: constant('denied'), code: ref('DenialCode'), events, position },
    { detail: ref('DenialDetail'), repeated },
  ),
  NotRecorded: {
    ...shape<Exclude<Result<'denied'>, Recorded>>({
      ...named,
      outcome: constant('denied'),
      code: oneWordOf({
        COMMAND_ID_REUSED: RESULT_CODES.COMMAND_ID_REUSED,
        LOG_DAMAGED: 'the log of this workspace is damaged; the message is in the dead-letter topic',
        STORE_REFUSED: 'the log refuses this command for good; the message is in the dead-letter topic',
      }),
      events: noEvents,
    }),
    description: 'Recorded nowhere.',
  },
  Ignored: {
    ...shape<Result<'ignored'>>({ ...named, outcome: constant('ignored'), events: noEvents }),
    description: 'There was nothing to do. No command from outside has this outcome today.',
  },
  Malformed: {
    ...shape<Malformed>(
      {
        outcome: constant('malformed'),
        code: constant('MALFORMED'),
        errors: listOf(ref('FieldError'), { minItems: 1, maxItems: 100, description: 'The first hundred.' }),
        events: noEvents,
      },
      { commandId: id(), workspaceId: id() },
    ),
    description: 'The message is no command. It is in the dead-letter topic, and recorded nowhere else.',
  },
};
