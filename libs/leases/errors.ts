/** The role has another holder by now: nothing was written, and nothing more may be. */
export class LeaseLostError extends Error {
  readonly code = 'LEASE_LOST';
  constructor(
    readonly role: string,
    /** Of the term that is over. */
    readonly token: number,
  ) {
    super(`the lease of ${role} with token ${token} has passed to another process`);
  }
}
