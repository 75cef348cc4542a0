/** Topics are not there, and `KAFKA_CREATE_TOPICS=false` says that we must not make them. */
export class TopicsMissingError extends Error {
  readonly code = 'TOPICS_MISSING';
  constructor(readonly topics: readonly string[]) {
    super(
      `Kafka has no topic ${topics.join(', ')}, and KAFKA_CREATE_TOPICS is false: create what is missing`,
    );
  }
}

/** A topic takes less than we may have to put into one message. */
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

/** A topic that is there could not be read to its end. */
export class TopicUnreadableError extends Error {
  readonly code = 'TOPIC_UNREADABLE';
  constructor(
    readonly topic: string,
    cause: Error,
  ) {
    super(`Kafka topic ${topic} could not be read to its end: ${cause.message}`, { cause });
  }
}

/** The brokers did not answer a tool that waits for a few attempts only. */
export class KafkaUnavailableError extends Error {
  readonly code = 'KAFKA_UNAVAILABLE';
  constructor(cause: Error) {
    super(`Kafka does not answer: ${cause.message}`, { cause });
  }
}
