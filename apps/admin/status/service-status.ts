import type { Clock } from '#config';
import type { Instant } from '#domain';
import { asError, toInstant } from '#domain';
import { NoAnswerError } from '../cli.js';
import type { Part } from './parts.js';

/** What a service says of itself to everybody: its parts, and whether it takes commands. */
export type ServiceStatus = {
  at: Instant;
  api: string;
  /** Whether a balancer should send it requests. */
  ready: boolean;
  components: Record<string, Part<{ standby?: true }>>;
};

const LIMIT_MS = 10_000;

/** @throws NoAnswerError if there is no such service */
export async function readServiceStatus(
  api: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<ServiceStatus> {
  try {
    const response = await fetch(`${api.replace(/\/+$/, '')}/health/ready`, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    const { status, components } = (await response.json()) as Partial<ServiceStatus> & { status?: string };
    if (components === undefined) throw new Error(`it answered ${response.status}, and not how it is`);
    return { at: toInstant(clock.now()), api, ready: status === 'ready', components };
  } catch (error) {
    signal.throwIfAborted();
    const { message, cause } = asError(error);
    throw new NoAnswerError(
      `${api} does not say how it is: ${cause instanceof Error ? cause.message : message}`,
    );
  }
}
