import type { CommandResult, DenialDetail, EventReference } from '#commands';
import type { Flat, Schema } from './schema.js';
import { constant, listOf, oneWordOf, ref, shape } from './schema.js';
import { commandId, DENIAL_CODES, id, instant, position, repeated } from './wire-schemas.js';

type Result<Outcome extends CommandResult['outcome']> = Extract<CommandResult, { outcome: Outcome }>;

const common = { commandId, workspaceId: id('') };
const events = listOf(ref('EventReference'), { description: 'What was recorded, in order.' });

export const resultSchemas: Readonly<Record<string, Schema>> = {
  EventReference: shape<EventReference>({
    id: id(''),
    type: ref('EventType'),
    revision: { type: 'integer', minimum: 0, description: "In the workspace's stream, from 0." },
  }),
  Accepted: shape<Result<'accepted'>>(
    { ...common, outcome: constant('accepted'), events, position },
    { repeated },
  ),
  DenialDetail: shape<DenialDetail>({}, { grantId: id(''), expiresAt: instant('') }),
  CommandResult: {
    ...shape<Flat<CommandResult>>(
      {
        ...common,
        outcome: oneWordOf<CommandResult['outcome']>({
          accepted: 'it was done',
          denied: 'a rule refused it: `code` says which',
          ignored: 'there was nothing to do',
        }),
        events,
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
  ResultCode: oneWordOf<Result<'denied'>['code']>({
    ...DENIAL_CODES,
    COMMAND_ID_REUSED: 'recorded nowhere: the id belongs to a command with other content',
  }),
};
