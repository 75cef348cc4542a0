/** Somebody in an event or an answer. */
export type Person = { id: string; name?: string; email?: string; kind?: string };

/** The name, or else the id. */
export const nameOf = ({ id, name }: Person): string => name ?? id;

/** The name and e-mail, as far as they are known; for the question who it really is. */
export const fullNameOf = ({ id, name, email }: Person): string =>
  name === undefined ? (email ?? id) : `${name} (${email ?? id})`;
