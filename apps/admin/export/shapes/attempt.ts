import type { CommandType } from '#domain';

/** What a refused command was to do. */
export const ATTEMPTS = {
  GrantSupportAccess: 'grant',
  RecordSupportLogin: 'login',
  RevokeSupportAccess: 'revoke',
  ExpireSupportAccess: 'revoke',
  UpdateWorkspace: 'update',
} as const satisfies Record<CommandType, string>;
