import type { Command, ExternalCommandType } from '#domain';
import { attributeSchemas } from './cloud-event-attributes.js';
import {
  CloseTicketDto,
  DeclineSupportAccessRequestDto,
  EndSupportSessionDto,
  ExtendSupportAccessDto,
  GrantSupportAccessDto,
  RecordSupportLoginDto,
  RequestSupportAccessDto,
  RevokeSupportAccessDto,
  UpdateWorkspaceDto,
  WithdrawSupportAccessRequestDto,
} from './command-dtos.js';
import type { Dto } from './dto.js';
import { schemaOf } from './dto.js';
import { EXAMPLE } from './example.js';
import type { Schema } from './schema.js';
import { closed, inKinds } from './schema.js';

type DataOf<Type extends ExternalCommandType> = Extract<Command, { type: Type }>['data'];

const { workspaceId, requestId, grantId, sessionId, ticketId, erin } = EXAMPLE;
const actor = { id: 'olivia' };

/**
 * The commands from outside: what each takes, in words, and with an example. Those of the expiry saga are not here: they are internal, so
 * from outside their types are as unknown as any other.
 */
export const COMMANDS: Readonly<{
  [Type in ExternalCommandType]: { dto: Dto<DataOf<Type>>; summary: string; example: object };
}> = {
  UpdateWorkspace: {
    dto: UpdateWorkspaceDto,
    summary: 'What the sending service knows of a workspace: a full replacement.',
    example: { workspaceId, name: 'Acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
  },
  RequestSupportAccess: {
    dto: RequestSupportAccessDto,
    summary: 'A support engineer asks the owners to let support in, or to extend the grant.',
    example: { workspaceId, engineer: erin, reason: EXAMPLE.reason, durationMinutes: 120, ticketId },
  },
  WithdrawSupportAccessRequest: {
    dto: WithdrawSupportAccessRequestDto,
    summary: 'The engineer who asked, or the vendor, takes a request back.',
    example: { workspaceId, requestId, engineer: erin, reason: 'found it' },
  },
  DeclineSupportAccessRequest: {
    dto: DeclineSupportAccessRequestDto,
    summary: 'An owner says no to a request.',
    example: { workspaceId, requestId, actor, reason: 'not this week' },
  },
  GrantSupportAccess: {
    dto: GrantSupportAccessDto,
    summary: 'An owner lets support in, until a time.',
    example: { workspaceId, actor, durationMinutes: 120, ticketId },
  },
  ExtendSupportAccess: {
    dto: ExtendSupportAccessDto,
    summary: 'An owner lets support in for longer, at most seven days from the grant on.',
    example: { workspaceId, actor, grantId, additionalMinutes: 60 },
  },
  RecordSupportLogin: {
    dto: RecordSupportLoginDto,
    summary: 'A support engineer asks to enter.',
    example: { workspaceId, engineer: erin, ticketId, ipAddress: '198.51.100.7' },
  },
  EndSupportSession: {
    dto: EndSupportSessionDto,
    summary: 'The engineer leaves, or an owner or the vendor ends the session.',
    example: { workspaceId, sessionId, engineer: erin },
  },
  RevokeSupportAccess: {
    dto: RevokeSupportAccessDto,
    summary: 'An owner, or the vendor, ends the access.',
    example: { workspaceId, actor, reason: 'solved' },
  },
  CloseTicket: {
    dto: CloseTicketDto,
    summary: 'The help desk closed a support case: what names it ends.',
    example: { workspaceId, ticketId },
  },
};

export const EXTERNAL_COMMAND_TYPES = Object.keys(COMMANDS) as ExternalCommandType[];

/** Maximum bytes of a command message: 64 KiB. */
export const MAX_MESSAGE_BYTES = 65_536;

/** What each command takes. */
export const commandData: Readonly<Record<string, Schema>> = Object.fromEntries(
  EXTERNAL_COMMAND_TYPES.map((type) => [type, closed(schemaOf(COMMANDS[type].dto))]),
);

/** A command's data as the body of a request: without the fields that the path and the token give. */
export function bodyOf<Type extends ExternalCommandType>(
  type: Type,
  given: readonly (keyof DataOf<Type> & string)[],
): Schema {
  const data = commandData[type] as { required: string[]; properties: Record<string, Schema> };
  const isTaken = (field: string): boolean => !(given as readonly string[]).includes(field);
  return {
    ...data,
    required: data.required.filter(isTaken),
    properties: Object.fromEntries(Object.entries(data.properties).filter(([field]) => isTaken(field))),
  };
}

/** The CloudEvents attributes of a command that are checked. */
export const commandAttributes = {
  required: { ...attributeSchemas(true), type: { type: 'string', enum: EXTERNAL_COMMAND_TYPES } },
  optional: attributeSchemas(false),
};

const nullable = (schema: Schema): Schema => ({ ...schema, type: ['string', 'null'] });

export const commandSchemas = inKinds(
  'Command',
  {
    type: 'object',
    required: Object.keys(commandAttributes.required),
    properties: {
      ...commandAttributes.required,
      ...Object.fromEntries(
        Object.entries(commandAttributes.optional).map(([name, schema]) => [name, nullable(schema)]),
      ),
    },
    description:
      'A CloudEvent 1.0 in structured mode. Attributes that are not named here are taken and not read. `data_base64` is taken in place of `data`.',
  },
  commandData,
);
