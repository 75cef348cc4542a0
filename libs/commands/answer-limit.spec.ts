import type { Command } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import type { EventStore } from '#event-store';
import { CommandDoor } from './command-door.js';

const workspace = (workspaceId: string): Command => ({
  type: 'UpdateWorkspace',
  data: { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['ada'] },
});

it('over HTTP a command is answered in time; a command from elsewhere waits for a slow store', async () => {
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow = {
    isSoleWriter: true,
    async *readStream() {},
    async append() {
      await held;
      return { position: 7n };
    },
  } as unknown as EventStore;
  const options = { policy: DEFAULT_POLICY, answerLimitMs: 20 };
  const door = new CommandDoor(slow, { now: () => Date.parse('2026-01-01T00:00:00Z') }, options);
  const kafka = { kind: 'kafka', topic: 't', partition: 0, offset: '0' } as const;
  const waiting = door.execute({ commandId: 'c1', command: workspace('w1'), source: kafka });
  const http = { commandId: 'c2', command: workspace('w2'), source: { kind: 'http' } } as const;
  await expect(door.execute(http)).rejects.toThrow('no outcome after 20 ms');
  release();
  expect((await waiting).result.outcome).toBe('accepted');
});
