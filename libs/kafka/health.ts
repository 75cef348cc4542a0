export type KafkaHealth = { status: 'up' } | { status: 'down'; reason: string };

export const UP: KafkaHealth = { status: 'up' };
export const down = (reason: string): KafkaHealth => ({ status: 'down', reason });

/** Brokers that have not answered for this long are reported down. */
export const SILENCE_LIMIT_MS = 5_000;
