import type { Engineer } from '#domain';
import type { Principal } from '../auth/principal.js';

/** Whoever the token names: on people's calls the actor is never what the body says. */
export const personOf = ({ id, name, email }: Principal): Engineer => ({
  id,
  ...(name !== undefined && { name }),
  ...(email !== undefined && { email }),
});
