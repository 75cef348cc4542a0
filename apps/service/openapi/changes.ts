import type { Schema } from '#contracts';
import { EXAMPLE, id, ref, shape, text } from '#contracts';
import type { Change } from '../api/changes/change.js';
import type { Operations } from './operation.js';
import { header, inQuery } from './parameters.js';

export const changeSchemas: Readonly<Record<string, Schema>> = {
  Change: {
    ...shape<Change>(
      { type: ref('EventType'), workspaceId: id() },
      { grantId: id(), requestId: id(), sessionId: id() },
    ),
    description: 'That something changed, and what it is about: what it is now is asked by the other calls.',
  },
};

const change: Change = {
  type: 'SupportAccessGranted',
  workspaceId: EXAMPLE.workspaceId,
  grantId: EXAMPLE.grantId,
};

export const changeOperations: Operations = {
  'GET /v1/changes': {
    operationId: 'followChanges',
    tag: 'history',
    summary: 'What changes, as it happens',
    description:
      'Server-sent events from now on, or after `Last-Event-ID`: `event` is `change`, `id` the position, which a read takes as its `Min-Position`, and `data` a `Change`. First comes an `id` without data: where it begins. A comment every 5 s. The stream ends when the token does, and an owner’s when the workspace ceases to be theirs. A person may have 16 open at a time.',
    parameters: [
      inQuery('workspaceId', ref('Id'), 'Only of this workspace. Owners must name one.'),
      header(
        'Last-Event-ID',
        { type: 'string', pattern: '^[A-Za-z0-9_-]{0,64}$' },
        'Of a stream that broke: go on after this `id`, as it was told. An empty one counts as none.',
      ),
    ],
    answer: {
      status: 200,
      description: 'A stream.',
      content: {
        'text/event-stream': {
          schema: {
            ...text('The data of each message is a `Change`.'),
            contentMediaType: 'application/json',
            contentSchema: ref('Change'),
          },
          example: `:\n\nid: 1042\n\nevent: change\nid: 1043\ndata: ${JSON.stringify(change)}\n\n`,
        },
      },
    },
    problems: [
      'POSITION_UNKNOWN',
      'UNKNOWN_WORKSPACE',
      'NOT_ACCEPTABLE',
      'LOG_DAMAGED',
      'LOG_REPLACED',
      'STORE_REFUSED',
    ],
  },
};
