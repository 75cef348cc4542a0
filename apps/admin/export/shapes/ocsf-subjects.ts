import type { SupportAccessEvent } from '#domain';
import { toEpochMs } from '#domain';
import { deedOf } from './deed.js';

// What an event is about, by the class that it has: a session, or an entity.

export function sessionOf({ type, data }: SupportAccessEvent): object | undefined {
  if (type === 'SupportLogin' || type === 'SupportSessionEnded')
    return {
      uid: data.sessionId,
      created_time: type === 'SupportLogin' ? toEpochMs(data.at) : undefined,
      expiration_time: toEpochMs(data.sessionExpiresAt),
    };
  const isKnown = type === 'SupportAccessDenied' && data.sessionId !== undefined;
  return isKnown ? { uid: data.sessionId } : undefined;
}

export function entityOf(event: SupportAccessEvent): object {
  const deed = deedOf(event);
  if (deed === 'request' || deed === 'close-request') return requestEntity(event);
  if (deed === 'close-ticket')
    return {
      uid: 'ticketId' in event.data ? event.data.ticketId : undefined,
      name: 'support ticket',
      type_id: 99,
      type: 'Support ticket',
    };
  const workspace = { uid: event.data.workspaceId, type_id: 99, type: 'Workspace' };
  // Of a refused update no more is known.
  if (event.type !== 'WorkspaceUpdated') return workspace;
  const { name, tier, forcedSso, ownerIds } = event.data;
  return { ...workspace, name, data: { tier, forcedSso, ownerIds } };
}

/** A request that was refused has no id: an entity needs a name, then. */
function requestEntity({ type, data }: SupportAccessEvent): object {
  const isRefusedRequest = type === 'SupportAccessDenied' && data.attempted === 'RequestSupportAccess';
  const uid = 'requestId' in data && !isRefusedRequest ? data.requestId : undefined;
  return { uid, name: 'support access request', type_id: 99, type: 'Support access request' };
}
