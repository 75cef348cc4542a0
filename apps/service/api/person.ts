import type { Engineer } from '#domain';
import type { Principal } from '../auth/principal.js';

/** The person whom the token names. On calls of people the actor is never taken from the body. */
export const personOf = ({ id, name, email }: Principal): Engineer => ({
  id,
  ...(name !== undefined && { name }),
  ...(email !== undefined && { email }),
});
