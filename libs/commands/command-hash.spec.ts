// Known answers, computed in Python: the SHA-256 of
//   json.dumps({'type': type, 'data': data}, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode('utf-8')
// after `name` and `email` were removed from `actor` and `engineer`, and `ipAddress` and `userAgent` from the data. For keys in
// ASCII, strings, booleans and small integers this is the RFC 8785 form.
import type { Command } from '#domain';
import { commandHash } from './command-hash.js';

const olivia = { id: 'olivia', kind: 'user', name: 'Olivia', email: 'o@example.com' } as const;

const KNOWN: [Command, string][] = [
  [
    {
      type: 'UpdateWorkspace',
      data: {
        workspaceId: 'w1',
        actor: olivia,
        name: 'Zoë’s “Café” \t',
        tier: 'business',
        forcedSso: false,
        ownerIds: ['olivia', 'auth0|5f7c'],
      },
    },
    'e41ab8f9bb267f14dea621bc2c502a21d1e5ff390f3d50c51ee18ab078f54ca9',
  ],
  [
    {
      type: 'GrantSupportAccess',
      data: {
        workspaceId: 'w1',
        actor: olivia,
        durationMinutes: 10_080,
        ticketId: 'T-42',
        reason: 'look at the import',
      },
    },
    '3b9bf038c5cb67355cc19730ea0fce49c5176ca2fe1605898af9de81aaefaf03',
  ],
  [
    {
      type: 'RecordSupportLogin',
      data: {
        workspaceId: 'w1',
        engineer: { id: 'eve', name: 'Eve', email: 'eve@vendor.example' },
        ticketId: 'T-42',
        ipAddress: '203.0.113.7',
        userAgent: 'curl/8',
      },
    },
    '177923824175333e099b07b1898955b4f4d690bd26dec5574d9eae9752d02be4',
  ],
  [
    {
      type: 'RevokeSupportAccess',
      data: { workspaceId: 'w1', actor: { ...olivia, sessionId: 's-1' }, grantId: 'g-1', reason: 'done' },
    },
    '053693d60b1e7ffac2d1fa4ebb7961b4b631fe8ce86d3d5339c5bc0cb5a124bb',
  ],
];

it.each(KNOWN.map(([command, hash]) => [command.type, command, hash] as const))(
  'of a %s is the one that another language computes',
  (_, command, hash) => expect(commandHash(command)).toBe(hash),
);

it('leaves the command as it was', () => {
  for (const [command] of KNOWN) {
    const before = structuredClone(command);
    commandHash(command);
    expect(command).toEqual(before);
  }
});

it.each(KNOWN.map(([command]) => [command.type, command] as const))(
  'differs when anything else in a %s does',
  (_, command) => {
    const same = commandHash(command);
    const { data } = command as unknown as { data: Record<string, unknown> };
    for (const field of Object.keys(data).filter((each) => each !== 'ipAddress' && each !== 'userAgent')) {
      const person = data[field] as Record<string, unknown>;
      const isPerson = field === 'actor' || field === 'engineer';
      const changed = isPerson ? { ...person, id: 'other' } : 'other';
      const other = { ...command, data: { ...data, [field]: changed } } as unknown as Command;
      expect([field, commandHash(other) === same]).toEqual([field, false]);
    }
    expect(commandHash({ ...command, type: 'Other' } as unknown as Command)).not.toBe(same);
  },
);
