/** The role has another holder now: the write was refused, and so are all later ones of this term. */
export class LeaseLostError extends Error {
  readonly code = 'LEASE_LOST';
  constructor(
    readonly role: string,
    /** The token of the term that ended. */
    readonly token: number,
  ) {
    super(`the lease of ${role} with token ${token} has passed to another process`);
  }
}
