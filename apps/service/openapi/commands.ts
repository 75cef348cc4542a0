import type { Schema } from '#contracts';
import { bodyOf, EXAMPLE, ref } from '#contracts';
import type { Operations } from './operation.js';
import { json } from './operation.js';
import { IDEMPOTENCY_KEY, REQUEST_ID, WORKSPACE } from './parameters.js';

export const workspaceSchemas: Readonly<Record<string, Schema>> = {
  WorkspaceDescription: bodyOf('UpdateWorkspace', ['workspaceId', 'actor']),
};

const { workspaceId, ticketId: ticket } = EXAMPLE;
const reference = { id: EXAMPLE.eventId, type: 'WorkspaceUpdated', revision: 0 };
const result = {
  commandId: EXAMPLE.commandId,
  workspaceId,
  outcome: 'accepted',
  events: [reference],
  position: '1042',
};

const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };

export const commandOperations: Operations = {
  'POST /v1/commands': {
    operationId: 'executeCommand',
    tag: 'commands',
    summary: 'Send a command',
    description:
      'One structured CloudEvent, as on the commands topic, with the actor as given. A rule’s refusal is an outcome and not an HTTP error. `application/json` is taken too.',
    parameters: [REQUEST_ID],
    body: {
      required: true,
      content: {
        'application/cloudevents+json': {
          schema: ref('Command'),
          example: {
            specversion: '1.0',
            id: EXAMPLE.commandId,
            source: '/crm',
            type: 'GrantSupportAccess',
            data: { workspaceId, actor: { id: 'olivia' }, durationMinutes: 120, ticketId: ticket },
          },
        },
      },
    },
    answer: {
      status: 200,
      description: 'What became of it.',
      content: json(ref('CommandResult'), result),
      headers: ['Idempotent-Replayed'],
    },
  },
  'PUT /v1/workspaces/{workspaceId}': {
    operationId: 'updateWorkspace',
    tag: 'commands',
    summary: 'Describe a workspace',
    description: 'Replaces all that is known of the workspace, or makes it known.',
    parameters: [WORKSPACE, IDEMPOTENCY_KEY],
    body: {
      required: true,
      content: json(ref('WorkspaceDescription'), { name: 'Acme', ...body }),
    },
    answer: {
      status: 200,
      description: 'Done.',
      content: json(ref('Accepted'), result),
      headers: ['Idempotent-Replayed'],
    },
    problems: ['COMMAND_ID_REUSED', 'CLOCK_BEHIND'],
  },
};
