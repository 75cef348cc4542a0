import { isIP } from 'node:net';
import type { Party } from '#domain';
import type { AuditEntry } from '#read-models';

type Attributes = Record<string, unknown>;

/** A grant is given to no one by name: to whoever is a support engineer of the vendor. */
export const SUPPORT_ENGINEERS = { name: 'support-engineers', type_id: 99, type: 'Support engineers' };

const USER_TYPES = {
  user: { type_id: 1, type: 'User' },
  system: { type_id: 3, type: 'System' },
  vendor: { type_id: 99, type: 'Vendor' },
  engineer: { type_id: 99, type: 'Engineer' },
} as const;

export const userOf = ({ id, kind, name, email }: Party): Attributes => ({
  uid: id,
  ...USER_TYPES[kind],
  full_name: name,
  email_addr: isEmail(email) ? email : undefined,
});

/** `session`: the support session through which somebody acted for the user. */
export const actorOf = (party: Party): Attributes => ({
  user: userOf(party),
  session: party.sessionId === undefined ? undefined : { uid: party.sessionId },
});

/** Where a request came from, as far as its sender said. */
export const sourceOf = ({ ipAddress, userAgent }: AuditEntry): Attributes => ({
  src_endpoint: isAddress(ipAddress) ? { ip: ipAddress } : undefined,
  http_request: userAgent === undefined ? undefined : { user_agent: userAgent },
});

/** What the schema has no attribute for, under the names of the audit trail. */
export const unmappedOf = (entry: AuditEntry): Attributes => {
  const { grantId, expiresAt, lagMs, ticketId, reason, position, ipAddress, actor } = entry;
  return {
    grantId,
    expiresAt,
    lagMs,
    ticketId,
    reason,
    // What senders call an address may be anything; the schema's attributes take nothing else.
    email: isEmail(actor.email) ? undefined : actor.email,
    ipAddress: isAddress(ipAddress) ? undefined : ipAddress,
    position,
  };
};

/** OCSF's `email_t`. */
const EMAIL = /^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/;
const isEmail = (text: string | undefined): boolean => text !== undefined && EMAIL.test(text);

/** OCSF's `ip_t` has room for 40 characters. */
const isAddress = (text: string | undefined): boolean =>
  text !== undefined && text.length <= 40 && isIP(text) !== 0;
