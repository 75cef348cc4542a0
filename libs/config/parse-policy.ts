import type { Policy } from '#domain';
import type { Environment } from './environment.js';

/** What the rules of the domain leave to the operator. The defaults are the domain's, which a test holds equal. */
export function parsePolicy(env: Environment): Policy {
  const requireTicket = env.oneOf('REQUIRE_TICKET', ['false', 'true', 'grant'], 'false');
  return {
    requireTicket: requireTicket === 'grant' ? requireTicket : requireTicket === 'true',
    sessionMinutes: env.integer('SESSION_MINUTES', { min: 1, max: 10_080, fallback: 60 }),
    requestMinutes: env.integer('REQUEST_MINUTES', { min: 60, max: 20_160, fallback: 4_320 }),
    maxExtensions: env.integer('MAX_EXTENSIONS', { min: 0, max: 100, fallback: 3 }),
    maxConsecutiveGrants: env.integer('MAX_CONSECUTIVE_GRANTS', { min: 0, max: 1_000, fallback: 0 }),
  };
}
