import type { SupportAccessEvent } from '#domain';
import { assertNever } from '#domain';

/** The grant, requests and sessions of a workspace that have not ended, as far as somebody has heard. */
export type OpenThings = {
  grant: { grantId: string; ticketId?: string } | undefined;
  requests: readonly { requestId: string; engineerId: string; grantId?: string; ticketId?: string }[];
  sessions: readonly { sessionId: string; engineerId: string; ticketId?: string }[];
};

const NOTHING: OpenThings = { grant: undefined, requests: [], sessions: [] };

/** Remembers the ids that a sender of commands cannot choose: they are told by events alone. */
export class WhatIsOpen {
  readonly #workspaces = new Map<string, OpenThings>();

  of(workspaceId: string): OpenThings {
    return this.#workspaces.get(workspaceId) ?? NOTHING;
  }

  note(event: SupportAccessEvent): void {
    const { workspaceId } = event.data;
    const open = this.of(workspaceId);
    this.#workspaces.set(workspaceId, { ...open, ...changes(open, event) });
  }
}

function changes(open: OpenThings, { type, data }: SupportAccessEvent): Partial<OpenThings> {
  switch (type) {
    case 'SupportAccessRequested': {
      const { requestId, requestedBy, grantId, ticketId } = data;
      const asked = { requestId, engineerId: requestedBy.id, ...(grantId !== undefined && { grantId }) };
      return { requests: [...open.requests, { ...asked, ...(ticketId !== undefined && { ticketId }) }] };
    }
    case 'SupportAccessGranted': {
      const { grantId, ticketId } = data;
      const grant = { grantId, ...(ticketId !== undefined && { ticketId }) };
      return { grant, requests: without(open, data.requestId) };
    }
    case 'SupportAccessExtended':
    case 'SupportAccessRequestClosed':
      return { requests: without(open, data.requestId) };
    case 'SupportLogin': {
      const { sessionId, engineer, ticketId } = data;
      const session = { sessionId, engineerId: engineer.id, ...(ticketId !== undefined && { ticketId }) };
      return { sessions: [...open.sessions, session] };
    }
    case 'SupportSessionEnded':
      return { sessions: open.sessions.filter(({ sessionId }) => sessionId !== data.sessionId) };
    case 'SupportAccessRevoked':
      return open.grant?.grantId === data.grantId ? { grant: undefined } : {};
    case 'WorkspaceUpdated':
    case 'SupportAccessDenied':
    case 'SupportTicketClosed':
      return {};
    default:
      return assertNever(type, 'event type');
  }
}

const without = ({ requests }: OpenThings, closed: string | undefined): OpenThings['requests'] =>
  requests.filter(({ requestId }) => requestId !== closed);
