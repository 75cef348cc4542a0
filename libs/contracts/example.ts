/** Olivia owns Acme and lets Erin in: the story that all the examples tell. */
export const EXAMPLE = {
  workspaceId: 'acme',
  commandId: '0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10',
  grantId: '0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11',
  requestId: '0197f3c1-0f4a-7b33-9c62-7d1e8a4b6c15',
  sessionId: '0197f3c4-11b0-7a22-b1d7-3e8f6c5a9d12',
  eventId: '5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13',
  ticketId: 'T-42',
  reason: 'exports fail',
  requestedAt: '2026-11-22T09:29:30.000Z',
  grantedAt: '2026-11-22T09:30:00.000Z',
  expiresAt: '2026-11-22T11:30:00.000Z',
  extendedTo: '2026-11-22T12:30:00.000Z',
  loginAt: '2026-11-22T09:32:04.120Z',
  sessionExpiresAt: '2026-11-22T10:32:04.120Z',
  olivia: { id: 'olivia', kind: 'user' },
  erin: { id: 'erin', name: 'Erin' },
} as const;
