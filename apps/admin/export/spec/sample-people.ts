export const workspaceId = 'acme';
export const ada = { id: 'ada', kind: 'user', name: 'Ada Lovelace', email: 'ada@acme.example' } as const;
export const [grantId, sessionId] = [
  '0192f0c0-0000-7000-8000-00000000aaaa',
  '0192f0c0-0000-7000-8000-00000000bbbb',
];
export const address = { ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' };
