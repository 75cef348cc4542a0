/** A real Apache Kafka for tests, the bench and the tour. */
export type KafkaBroker = {
  /** `host:port`, or several, comma-separated. */
  brokers: string;
  /** Takes the broker away; its data stays. */
  stop(): Promise<void>;
  /** Brings it back on the same port with the same data. Clients may have to wait a moment more. */
  start(): Promise<void>;
  /** Ends it for good and removes its data. */
  close(): Promise<void>;
};
