import { isIP } from 'node:net';
import { dataSchema } from '#contracts';
import type { Instant, Party, SupportAccessEvent, SupportAccessEventType } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { AuditEntry } from '#read-models';
import { entryOf } from './csv.js';
import type { Deed } from './deed.js';
import { deedOf } from './deed.js';

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
    action: ACTIONS[deedOf(event)],
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

/** From the CADF action taxonomy. An extension allows for longer; a request is made, and then changed by its answer. */
const ACTIONS: Record<Deed, string> = {
  grant: 'allow',
  extend: 'allow',
  revoke: 'revoke',
  login: 'authenticate/login',
  logoff: 'authenticate/logoff',
  request: 'create',
  'close-request': 'update',
  'close-ticket': 'update',
  'update-workspace': 'update',
};

/** The codes are ours: the URN says so. */
function reasonOf({ type, data }: SupportAccessEvent): object | undefined {
  if (type === 'SupportAccessDenied')
    return { reasonType: 'urn:support-access:denial', reasonCode: data.code };
  return 'cause' in data ? { reasonType: CAUSES[type], reasonCode: data.cause } : undefined;
}

const CAUSES: Partial<Record<SupportAccessEventType, string>> = {
  SupportAccessRevoked: 'urn:support-access:revocation',
  SupportSessionEnded: 'urn:support-access:session-end',
  SupportAccessRequestClosed: 'urn:support-access:request-end',
};

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
