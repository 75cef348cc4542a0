import { decide, initialState } from './index.js';

const policy = { requireTicket: false, sessionMinutes: 60 };

it('refuses a grant for a workspace nobody described', () => {
  const command = {
    type: 'GrantSupportAccess' as const,
    data: { workspaceId: 'w1', actor: { id: 'ada', kind: 'user' as const }, durationMinutes: 60 },
  };
  const events = decide(command, initialState, { now: 0, newId: 'g1', policy });
  expect(events).toMatchObject([{ type: 'SupportAccessDenied', data: { code: 'UNKNOWN_WORKSPACE' } }]);
});
