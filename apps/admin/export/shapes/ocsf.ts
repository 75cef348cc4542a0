import type { SupportAccessEvent, SupportLogin } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { AuditEntry } from '#read-models';
import { ATTEMPTS } from './attempt.js';
import { entryOf } from './csv.js';
import type { OcsfClass } from './ocsf-classes.js';
import { ASSIGN_PRIVILEGES, LOGON, REVOKE_PRIVILEGES, UPDATE_ENTITY } from './ocsf-classes.js';
import { actorOf, endpointOf, requestOf, SUPPORT_ENGINEERS, unmappedOf, userOf } from './ocsf-objects.js';

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
  const outcome = event.type === 'SupportAccessDenied' ? REFUSED : DONE;
  const isLogon = kind === LOGON;
  const isUpdate = kind === UPDATE_ENTITY;
  const ofPrivileges = !isLogon && !isUpdate;
  // Key by key: spread into one another they would take six times as long.
  const document = {
    category_uid: kind.category_uid,
    category_name: kind.category_name,
    class_uid: kind.class_uid,
    class_name: kind.class_name,
    activity_id: kind.activity_id,
    activity_name: kind.activity_name,
    type_uid: kind.type_uid,
    type_name: kind.type_name,
    time: toEpochMs(entry.at),
    message: entry.label,
    severity_id: outcome.severity_id,
    severity: outcome.severity,
    status_id: outcome.status_id,
    status: outcome.status,
    status_code: entry.code,
    status_detail: entry.cause,
    metadata: metadataOf(recorded, entry, origin),
    actor: isLogon ? undefined : actorOf(entry.actor),
    user: isLogon ? userOf(entry.actor) : ofPrivileges ? SUPPORT_ENGINEERS : undefined,
    service: isLogon ? { uid: entry.workspaceId, name: 'workspace' } : undefined,
    session: event.type === 'SupportLogin' ? sessionOf(event.data) : undefined,
    entity: isUpdate ? entityOf(event, entry) : undefined,
    privileges: ofPrivileges ? ['support-access'] : undefined,
    resources: ofPrivileges ? [{ uid: entry.workspaceId, type: 'workspace' }] : undefined,
    src_endpoint: endpointOf(entry),
    http_request: requestOf(entry),
    unmapped: unmappedOf(entry, recorded.chain),
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

const sessionOf = ({ sessionId, at, sessionExpiresAt }: SupportLogin): object => ({
  uid: sessionId,
  created_time: toEpochMs(at),
  expiration_time: toEpochMs(sessionExpiresAt),
});

/** Of a refused update no more is known than the workspace. */
function entityOf(event: SupportAccessEvent, { workspaceId: uid }: AuditEntry): object {
  const workspace = { uid, type_id: 99, type: 'Workspace' };
  if (event.type !== 'WorkspaceUpdated') return workspace;
  const { name, tier, forcedSso, ownerIds } = event.data;
  return { ...workspace, name, data: { tier, forcedSso, ownerIds } };
}
