import type { Party, SupportAccessEvent } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { AuditEntry } from '#read-models';
import { entryOf } from './csv.js';
import { deedOf } from './deed.js';
import { CLASSES } from './ocsf-classes.js';
import { actorOf, endpointOf, requestOf, SUPPORT_ENGINEERS, unmappedOf, userOf } from './ocsf-objects.js';
import { entityOf, sessionOf } from './ocsf-subjects.js';

/** A released version (https://schema.ocsf.io/1.5.0). */
export const OCSF_VERSION = '1.5.0';

/**
 * An OCSF event. Whatever an event holds that the class has no attribute for is in `unmapped`, under its own name.
 *
 * Grants, extensions and revocations are User Access Management, also those that came of themselves at a grant's end. Logins and
 * the ends of sessions are Authentication. A refusal is the activity that was attempted, with status Failure and our code as its
 * status code: that is what analysts look for. Requests and tickets are Entity Management, and so is a workspace's update: it
 * changes the rules of a tenant and no account.
 *
 * What is undefined below is absent in JSON.
 */
export function ocsfLine(recorded: RecordedEvent, origin: string): string {
  const { event } = recorded;
  const entry = entryOf(recorded);
  const kind = CLASSES[deedOf(event)];
  const outcome = event.type === 'SupportAccessDenied' ? REFUSED : DONE;
  const isAuthentication = kind.class_uid === 3002;
  const isOfEntity = kind.class_uid === 3004;
  const isOfPrivileges = kind.class_uid === 3005;
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
    // Who logs in is its user; a session may be ended by somebody else.
    actor: kind.activity_name === 'Logon' ? undefined : actorOf(entry.actor),
    user: isAuthentication
      ? userOf(whoseSession(event, entry))
      : isOfPrivileges
        ? SUPPORT_ENGINEERS
        : undefined,
    service: isAuthentication ? { uid: entry.workspaceId, name: 'workspace' } : undefined,
    session: isAuthentication ? sessionOf(event) : undefined,
    entity: isOfEntity ? entityOf(event) : undefined,
    privileges: isOfPrivileges ? ['support-access'] : undefined,
    resources: isOfPrivileges ? [{ uid: entry.workspaceId, type: 'workspace' }] : undefined,
    src_endpoint: endpointOf(entry),
    http_request: requestOf(entry),
    unmapped: unmappedOf(event, entry, recorded.chain),
  };
  return `${JSON.stringify(document)}\n`;
}

const DONE = { severity_id: 1, severity: 'Informational', status_id: 1, status: 'Success' };
const REFUSED = { severity_id: 2, severity: 'Low', status_id: 2, status: 'Failure' };

/** A refusal to end a session does not say whose it was: then it is who asked. */
const whoseSession = (event: SupportAccessEvent, { actor }: AuditEntry): Party =>
  event.type === 'SupportSessionEnded' ? { ...event.data.engineer, kind: 'engineer' } : actor;

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
