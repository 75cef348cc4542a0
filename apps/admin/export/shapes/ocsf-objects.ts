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
  ...(name !== undefined && { full_name: name }),
  ...(isEmail(email) && { email_addr: email }),
});

/** `session`: the support session through which somebody acted for the user. */
export const actorOf = (party: Party): Attributes => ({
  user: userOf(party),
  ...(party.sessionId !== undefined && { session: { uid: party.sessionId } }),
});

/** Where a request came from, as far as its sender said. */
export const sourceOf = ({ ipAddress, userAgent }: AuditEntry): Attributes => ({
  ...(isAddress(ipAddress) && { src_endpoint: { ip: ipAddress } }),
  ...(userAgent !== undefined && { http_request: { user_agent: userAgent } }),
});

/** What the schema has no attribute for, under the names of the audit trail. */
export const unmappedOf = (entry: AuditEntry): Attributes => {
  const { grantId, expiresAt, lagMs, ticketId, reason, position, ipAddress, actor } = entry;
  return {
    ...(grantId !== undefined && { grantId }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(lagMs !== undefined && { lagMs }),
    ...(ticketId !== undefined && { ticketId }),
    ...(reason !== undefined && { reason }),
    // What senders call an address may be anything; the schema's attributes take nothing else.
    ...(actor.email !== undefined && !isEmail(actor.email) && { email: actor.email }),
    ...(ipAddress !== undefined && !isAddress(ipAddress) && { ipAddress }),
    position,
  };
};

/** OCSF's `email_t`. */
const EMAIL = /^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/;
const isEmail = (text: string | undefined): boolean => text !== undefined && EMAIL.test(text);

/** OCSF's `ip_t` has room for 40 characters. */
const isAddress = (text: string | undefined): boolean =>
  text !== undefined && text.length <= 40 && isIP(text) !== 0;
