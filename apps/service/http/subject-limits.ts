import type { CreateRateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isCounted } from '#auth';
import type { Principal } from '../auth/principal.js';
import { ProblemError } from './problem-error.js';

/** How often in a minute one subject may ask about workspaces that are not theirs, or not there. */
export const MISSES_PER_MINUTE = 60;

/** Subjects that are counted at once; the one not seen for longest is forgotten first. */
export const COUNTED_SUBJECTS = 10_000;

type Check = ReturnType<FastifyInstance['createRateLimit']>;

/** Bounds what one subject, by their token, can ask for in a minute. Each process counts for itself. */
export class SubjectLimits {
  private calls: Check | undefined;
  private misses: Check | undefined;

  /** @param callsPerMinute of people; 0 for no bound. Programs (services, auditors) have none: they are the vendor's own */
  constructor(
    private readonly fastify: FastifyInstance,
    private readonly callsPerMinute: number,
  ) {}

  /** Called for every request of a verified caller; undefined for one who is not counted. @throws ProblemError 429 */
  takeCall({ id, roles }: Principal): Promise<void> | undefined {
    if (this.callsPerMinute === 0 || [...roles].some((role) => !isCounted(role))) return undefined;
    return take((this.calls ??= this.limit(this.callsPerMinute)), id);
  }

  /** Called when somebody asked about a workspace that they do not see. @throws ProblemError 429 */
  async takeMiss(subject: string): Promise<void> {
    await take((this.misses ??= this.limit(MISSES_PER_MINUTE)), subject);
  }

  /** Made when first needed: the plugin is there once the server is ready. */
  private limit(max: number): Check {
    const keyGenerator: CreateRateLimitOptions['keyGenerator'] = (request) => (request as Asked).subject;
    return this.fastify.createRateLimit({ max, timeWindow: 60_000, keyGenerator });
  }
}

/** All that the plugin's counter reads of a request when it is asked by hand. */
type Asked = FastifyRequest & { subject: string };

async function take(check: Check, subject: string): Promise<void> {
  const limit = await check({ subject, routeOptions: {} } as Asked);
  if (limit.isAllowed || !limit.isExceeded) return;
  throw new ProblemError(429, 'TOO_MANY_REQUESTS', 'too many requests, try again later', {
    headers: { 'Retry-After': String(Math.max(1, limit.ttlInSeconds)) },
  });
}
