import { isIP } from 'node:net';
import type { Party, SupportAccessEvent } from '#domain';
import type { AuditEntry } from '#read-models';

/** A grant is given to no one by name: to whoever is a support engineer of the vendor. */
export const SUPPORT_ENGINEERS = { name: 'support-engineers', type_id: 99, type: 'Support engineers' };

const USER_TYPES = {
  user: { type_id: 1, type: 'User' },
  system: { type_id: 3, type: 'System' },
  vendor: { type_id: 99, type: 'Vendor' },
  engineer: { type_id: 99, type: 'Engineer' },
} as const;

export const userOf = ({ id, kind, name, email }: Party): object => ({
  uid: id,
  type_id: USER_TYPES[kind].type_id,
  type: USER_TYPES[kind].type,
  full_name: name,
  email_addr: isEmail(email) ? email : undefined,
});

/** `session`: the support session through which somebody acted for the user. */
export const actorOf = (party: Party): object => ({
  user: userOf(party),
  session: party.sessionId === undefined ? undefined : { uid: party.sessionId },
});

/** Where a request came from, as far as its sender said. */
export const endpointOf = ({ ipAddress }: AuditEntry): object | undefined =>
  isAddress(ipAddress) ? { ip: ipAddress } : undefined;

export const requestOf = ({ userAgent }: AuditEntry): object | undefined =>
  userAgent === undefined ? undefined : { user_agent: userAgent };

/** What the schema has no attribute for, under the names that the event has for it; and what leads back to the evidence. */
export function unmappedOf(event: SupportAccessEvent, entry: AuditEntry, chain: string): object {
  const unmapped: Record<string, unknown> = {};
  const data = event.data as unknown as Record<string, unknown>;
  for (const key of UNMAPPED) unmapped[key] = data[key];
  unmapped['lagMs'] = entry.lagMs;
  // What senders call an address may be anything; the schema's attributes take nothing else.
  unmapped['email'] = isEmail(entry.actor.email) ? undefined : entry.actor.email;
  if (event.type === 'SupportSessionEnded' && !isEmail(event.data.engineer.email))
    unmapped['engineerEmail'] = event.data.engineer.email;
  unmapped['ipAddress'] = isAddress(entry.ipAddress) ? undefined : entry.ipAddress;
  unmapped['position'] = entry.position;
  unmapped['chain'] = chain;
  return unmapped;
}

const UNMAPPED = [
  'grantId',
  'previousGrantId',
  'consecutive',
  'requestId',
  'requestExpiresAt',
  'durationMinutes',
  'extension',
  'previousExpiresAt',
  'expiresAt',
  'endedAt',
  'retryAt',
  'latestExpiresAt',
  'ticketId',
  'reason',
] as const;

/** OCSF's `email_t`. */
const EMAIL = /^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/;
const isEmail = (text: string | undefined): boolean => text !== undefined && EMAIL.test(text);

/** OCSF's `ip_t` has room for 40 characters. */
const isAddress = (text: string | undefined): boolean =>
  text !== undefined && text.length <= 40 && isIP(text) !== 0;
