/** A real PostgreSQL for tests and the bench. */
export type PostgresServer = {
  /** Of a user who may make databases. */
  url: string;
  /** Takes the server away, sessions and all; its data stays. */
  stop(): Promise<void>;
  /** Brings it back at the same address with the same data. */
  start(): Promise<void>;
  /** Ends it for good and removes its data. */
  close(): Promise<void>;
};
