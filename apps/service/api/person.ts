import type { Actor, Engineer } from '#domain';
import { withoutUndefined } from '#domain';
import type { Admitted } from '../auth/access.js';
import type { Principal } from '../auth/principal.js';

/** The person whom the token names. On calls of people the actor is never taken from the body. */
export const personOf = ({ id, name, email }: Principal): Engineer => ({
  id,
  ...withoutUndefined({ name, email }),
});

/** An owner, or somebody who acts for one. */
export const userOf = (caller: Admitted): Actor => ({
  ...personOf(caller),
  kind: 'user',
  // G6: a person who acts through a support session may revoke, decline and end sessions, but neither grant nor extend.
  ...(caller.sessionId !== undefined && { sessionId: caller.sessionId }),
});

export const vendorOf = (caller: Admitted): Actor => ({ ...personOf(caller), kind: 'vendor' });

/** On calls of owners and of the vendor. */
export const userOrVendorOf = (caller: Admitted): Actor =>
  caller.roles.has('vendor-admin') ? vendorOf(caller) : userOf(caller);
