import { isIP } from 'node:net';
import { dataSchema } from '#contracts';
import type { Instant, Party, SupportAccessEvent } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { AuditEntry } from '#read-models';
import { ATTEMPTS } from './attempt.js';
import { entryOf } from './csv.js';

const EVENT_TYPE_URI = 'http://schemas.dmtf.org/cloud/audit/1.0/event';

/**
 * A CADF event record (DMTF DSP0262 1.0). Who did it is the initiator, the workspace is the target, this service the
 * observer. A refusal has the action that was attempted, with outcome `failure`. What CADF has no word for is attached whole.
 */
export function cadfLine(recorded: RecordedEvent, origin: string): string {
  const { event, metadata } = recorded;
  const entry = entryOf(recorded);
  const record = {
    typeURI: EVENT_TYPE_URI,
    id: recorded.id,
    eventType: 'activity',
    eventTime: timestamp(entry.at),
    name: entry.label,
    action: actionOf(event),
    outcome: event.type === 'SupportAccessDenied' ? 'failure' : 'success',
    reason: reasonOf(event),
    initiator: {
      ...initiator(entry.actor),
      host: hostOf(entry),
    },
    target: {
      // The tenant is the boundary within which users and roles mean something: CADF's security domain.
      typeURI: 'data/security/domain',
      id: `workspace:${entry.workspaceId}`,
      name: event.type === 'WorkspaceUpdated' ? event.data.name : undefined,
    },
    observer: { typeURI: 'service/security', id: origin, name: 'support-access' },
    attachments: [
      { name: 'event', contentType: dataSchema(event.type, metadata.schemaVersion), content: event.data },
      {
        name: 'evidence',
        contentType: 'urn:support-access:evidence:1',
        content: { stream: recorded.stream, revision: recorded.revision, chain: recorded.chain },
      },
    ],
  };
  return `${JSON.stringify(record)}\n`;
}

/** The spec's timestamps have an offset from UTC, where ours have `Z`. */
const timestamp = (instant: Instant): string => instant.replace(/Z$/, '+00:00');

/** From the CADF action taxonomy. */
const actionOf = (event: SupportAccessEvent): string =>
  event.type === 'SupportAccessDenied' ? ATTEMPTED[ATTEMPTS[event.data.attempted]] : DONE[event.type];

const DONE = {
  SupportAccessGranted: 'allow',
  SupportLogin: 'authenticate/login',
  SupportAccessRevoked: 'revoke',
  WorkspaceUpdated: 'update',
};
const ATTEMPTED = { grant: 'allow', login: 'authenticate/login', revoke: 'revoke', update: 'update' };

/** The codes are ours: the URN says so. */
function reasonOf(event: SupportAccessEvent): object | undefined {
  if (event.type === 'SupportAccessDenied')
    return { reasonType: 'urn:support-access:denial', reasonCode: event.data.code };
  if (event.type === 'SupportAccessRevoked')
    return { reasonType: 'urn:support-access:revocation', reasonCode: event.data.cause };
  return undefined;
}

/** Ids of people are unique within their kind, identifiers of CADF everywhere: the kind is part of it. */
const initiator = ({ id, kind, name }: Party): object => ({
  typeURI: kind === 'system' ? 'service/security' : 'data/security/account/user',
  id: `${kind}:${id}`,
  name,
});

/** The address is what the sender said; only what is one goes where addresses are expected. */
function hostOf({ ipAddress, userAgent }: AuditEntry): object | undefined {
  if (ipAddress === undefined && userAgent === undefined) return undefined;
  return { address: isIP(ipAddress ?? '') === 0 ? undefined : ipAddress, agent: userAgent };
}
