import type { SupportAccessEvent, SupportLogin, WorkspaceUpdated } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { AuditEntry } from '#read-models';
import { ATTEMPTS } from './attempt.js';
import { entryOf } from './csv.js';
import type { OcsfClass } from './ocsf-classes.js';
import { ASSIGN_PRIVILEGES, LOGON, REVOKE_PRIVILEGES, UPDATE_ENTITY } from './ocsf-classes.js';
import { actorOf, sourceOf, SUPPORT_ENGINEERS, unmappedOf, userOf } from './ocsf-objects.js';

/** A released version (https://schema.ocsf.io/1.5.0). */
export const OCSF_VERSION = '1.5.0';

/**
 * An OCSF event. Whatever an event holds that the class has no attribute for is in `unmapped`, under its own name.
 *
 * Grants and revocations are User Access Management, also those that came of themselves at a grant's end. Logins are
 * Authentication. A refusal is the activity that was attempted, with status Failure and our code as its status code: that
 * is what analysts look for. A workspace's update is Entity Management: it changes the rules of a tenant and no account.
 *
 * What is undefined below is absent in JSON.
 */
export function ocsfLine(recorded: RecordedEvent, origin: string): string {
  const { event } = recorded;
  const entry = entryOf(recorded);
  const kind = classOf(event);
  const document = {
    ...kind,
    time: toEpochMs(entry.at),
    message: entry.label,
    ...(event.type === 'SupportAccessDenied' ? REFUSED : DONE),
    status_code: entry.code,
    status_detail: entry.cause,
    metadata: metadataOf(recorded, entry, origin),
    ...particularsOf(kind, event, entry),
    ...sourceOf(entry),
    unmapped: { ...unmappedOf(entry), chain: recorded.chain },
  };
  return `${JSON.stringify(document)}\n`;
}

const DONE = { severity_id: 1, severity: 'Informational', status_id: 1, status: 'Success' };
const REFUSED = { severity_id: 2, severity: 'Low', status_id: 2, status: 'Failure' };

const classOf = (event: SupportAccessEvent): OcsfClass =>
  event.type === 'SupportAccessDenied' ? ATTEMPTED[ATTEMPTS[event.data.attempted]] : CLASSES[event.type];

const CLASSES = {
  SupportAccessGranted: ASSIGN_PRIVILEGES,
  SupportLogin: LOGON,
  SupportAccessRevoked: REVOKE_PRIVILEGES,
  WorkspaceUpdated: UPDATE_ENTITY,
};
const ATTEMPTED = {
  grant: ASSIGN_PRIVILEGES,
  login: LOGON,
  revoke: REVOKE_PRIVILEGES,
  update: UPDATE_ENTITY,
};

const metadataOf = (
  { metadata, stream, revision, id, type }: RecordedEvent,
  entry: AuditEntry,
  origin: string,
) => ({
  version: OCSF_VERSION,
  product: { name: 'Support Access', uid: 'support-access' },
  uid: id,
  event_code: type,
  log_name: stream,
  log_provider: origin,
  sequence: revision,
  correlation_uid: metadata.correlationId,
  original_time: entry.at,
  logged_time: toEpochMs(entry.recordedAt),
  tenant_uid: entry.workspaceId,
});

/** Who and what, which is where the classes differ. */
function particularsOf(kind: OcsfClass, event: SupportAccessEvent, entry: AuditEntry): object {
  const workspace = { uid: entry.workspaceId };
  if (kind.class_uid === LOGON.class_uid)
    return {
      user: userOf(entry.actor),
      service: { ...workspace, name: 'workspace' },
      session: event.type === 'SupportLogin' ? sessionOf(event.data) : undefined,
    };
  const actor = actorOf(entry.actor);
  if (kind.class_uid === UPDATE_ENTITY.class_uid) {
    const facts = event.type === 'WorkspaceUpdated' ? factsOf(event.data) : {};
    return { actor, entity: { ...workspace, type_id: 99, type: 'Workspace', ...facts } };
  }
  return {
    actor,
    user: SUPPORT_ENGINEERS,
    privileges: ['support-access'],
    resources: [{ ...workspace, type: 'workspace' }],
  };
}

const sessionOf = ({ sessionId, at, sessionExpiresAt }: SupportLogin): object => ({
  uid: sessionId,
  created_time: toEpochMs(at),
  expiration_time: toEpochMs(sessionExpiresAt),
});

const factsOf = ({ name, tier, forcedSso, ownerIds }: WorkspaceUpdated): object => ({
  name,
  data: { tier, forcedSso, ownerIds },
});
