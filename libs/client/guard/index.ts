export { bearerToken, cookieToken, expressGuard, fastifyGuard, nestGuard } from './gate.js';
export type { Gate, GuardedRequest } from './gate.js';
export { SupportSessionRefused } from './session-refused.js';
export type { RefusalCode } from './session-refused.js';
export type { SupportSession } from './session-token.js';
export { SupportSessionGuard } from './support-session-guard.js';
export type { GuardOptions } from './support-session-guard.js';
