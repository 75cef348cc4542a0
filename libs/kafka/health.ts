export type KafkaHealth = { status: 'up' } | { status: 'down'; reason: string };

export const UP: KafkaHealth = { status: 'up' };
export const down = (reason: string): KafkaHealth => ({ status: 'down', reason });

/** So long may an answer from the brokers be away before they are called gone. */
export const SILENCE_LIMIT_MS = 5_000;
