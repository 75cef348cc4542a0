/** Topics are missing, and `KAFKA_CREATE_TOPICS=false` forbids creating them. */
export class TopicsMissingError extends Error {
  readonly code = 'TOPICS_MISSING';
  constructor(readonly topics: readonly string[]) {
    super(
      `Kafka has no topic ${topics.join(', ')}, and KAFKA_CREATE_TOPICS is false: create what is missing`,
    );
  }
}

/** A topic's `max.message.bytes` is smaller than the largest message that the service may produce. */
export class TopicLimitError extends Error {
  readonly code = 'TOPIC_LIMIT';
  constructor(
    readonly topic: string,
    readonly actualBytes: number,
    readonly neededBytes: number,
  ) {
    super(`max.message.bytes of Kafka topic ${topic} is ${actualBytes}; it must be at least ${neededBytes}`);
  }
}

/** An existing topic could not be read to its end. */
export class TopicUnreadableError extends Error {
  readonly code = 'TOPIC_UNREADABLE';
  constructor(
    readonly topic: string,
    cause: Error,
  ) {
    super(`Kafka topic ${topic} could not be read to its end: ${cause.message}`, { cause });
  }
}

/** The brokers did not answer within a few attempts; used by the command line. */
export class KafkaUnavailableError extends Error {
  readonly code = 'KAFKA_UNAVAILABLE';
  constructor(cause: Error) {
    super(`Kafka does not answer: ${cause.message}`, { cause });
  }
}

/** How every error for want of a token begins: the client library's own lines about it are then for debugging. */
export const NO_TOKEN = 'no access token for Kafka';
