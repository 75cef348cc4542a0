import type { CreateRateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { UserRole } from '#auth';
import { isCounted } from '#auth';
import { ProblemError } from './problem-error.js';

/** Maximum requests per subject and minute about foreign or unknown workspaces. */
export const MISSES_PER_MINUTE = 60;

/** Maximum number of counted subjects; the least recently seen is forgotten first. */
export const COUNTED_SUBJECTS = 10_000;

type Caller = { id: string; roles: ReadonlySet<UserRole> };

type Check = ReturnType<FastifyInstance['createRateLimit']>;

/** Limits the requests of a subject (from the token) per minute. Each process counts separately. */
export class SubjectLimits {
  private calls: Check | undefined;
  private misses: Check | undefined;

  /** @param callsPerMinute limit for people; 0: no limit. The vendor's own programs and auditors have no limit */
  constructor(
    private readonly fastify: FastifyInstance,
    private readonly callsPerMinute: number,
  ) {}

  /** Counts a request of a verified caller; undefined for a caller without a limit. @throws ProblemError 429 */
  countCall({ id, roles }: Caller): Promise<void> | undefined {
    if (this.callsPerMinute === 0 || [...roles].some((role) => !isCounted(role))) return undefined;
    return take((this.calls ??= this.limit(this.callsPerMinute)), id);
  }

  /** Counts a request about a workspace that the caller may not see. @throws ProblemError 429 */
  async countMiss(subject: string): Promise<void> {
    await take((this.misses ??= this.limit(MISSES_PER_MINUTE)), subject);
  }

  /** Created on first use, because the plugin is available only when the server is ready. */
  private limit(max: number): Check {
    const keyGenerator: CreateRateLimitOptions['keyGenerator'] = (request) => (request as Asked).subject;
    return this.fastify.createRateLimit({ max, timeWindow: 60_000, keyGenerator });
  }
}

/** The part of a request that the plugin's counter reads. */
type Asked = FastifyRequest & { subject: string };

async function take(check: Check, subject: string): Promise<void> {
  const limit = await check({ subject, routeOptions: {} } as Asked);
  if (limit.isAllowed || !limit.isExceeded) return;
  throw new ProblemError(429, 'TOO_MANY_REQUESTS', 'too many requests, try again later', {
    headers: { 'Retry-After': String(Math.max(1, limit.ttlInSeconds)) },
  });
}
