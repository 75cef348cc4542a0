export { claimAt, DEFAULT_CLAIMS, rolesIn } from './claims.js';
export type { ClaimNames } from './claims.js';
export {
  DEVELOPMENT_CLAIMS,
  DEVELOPMENT_TOKEN_HOURS,
  DEVELOPMENT_USERS,
  DevelopmentTokens,
} from './development-tokens.js';
export type { FurtherClaims } from './development-tokens.js';
export { isCounted, isUserRole, USER_ROLES } from './user-role.js';
export type { UserRole } from './user-role.js';
