import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '#domain';
import { DEFAULT_POLICY, streamOf } from '#domain';
import type { EventStore } from '#event-store';
import { openEventStore, StoreUnavailableError } from '#event-store';
import { chainOf, ZERO_CHAIN } from '#evidence';
import { CommandDoor } from './command-door.js';
import type { DoorObserver } from './command-door.js';
import type { CommandEnvelope, Door } from './door.js';
import { DoorBusyError } from './door.js';

const policy = DEFAULT_POLICY;
const MINUTE = 60_000;

const workspace: Command = {
  type: 'UpdateWorkspace',
  data: { workspaceId: 'w1', tier: 'business', forcedSso: false, ownerIds: ['ada'] },
};
const grant: Command = {
  type: 'GrantSupportAccess',
  data: { workspaceId: 'w1', actor: { id: 'ada', kind: 'user' }, durationMinutes: 60 },
};
const login: Command = { type: 'RecordSupportLogin', data: { workspaceId: 'w1', engineer: { id: 'eve' } } };
const revoke: Command = {
  type: 'RevokeSupportAccess',
  data: { workspaceId: 'w1', actor: { id: 'ada', kind: 'user' } },
};

/** The same answer, to a command that was executed before. */
const repeated = <Result extends object>(result: Result) => ({ ...result, repeated: true });
const send = (commandId: string, command: Command): CommandEnvelope => ({
  commandId,
  command,
  source: { kind: 'http' },
});

describe('the door on SQLite', () => {
  let directory: string;
  let store: EventStore;
  let now: number;
  let door: Door;

  const clock = { now: () => now };
  const open = async (): Promise<void> => {
    store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
    door = new CommandDoor(store, clock, { policy, retryDelaysMs: [1, 1] });
  };
  const outcome = async (commandId: string, command: Command) =>
    (await door.execute(send(commandId, command))).result;
  const log = async () => {
    const events = [];
    for await (const page of store.readAll(0n)) events.push(...page);
    return events;
  };
  const types = async () => (await log()).map(({ type }) => type);

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'door-'));
    now = Date.parse('2026-01-01T00:00:00Z');
    await open();
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  it('records what was decided and says where', async () => {
    await outcome('c1', workspace);
    expect(await outcome('c2', grant)).toEqual({
      commandId: 'c2',
      workspaceId: 'w1',
      outcome: 'accepted',
      events: [{ id: expect.any(String), type: 'SupportAccessGranted', revision: 1 }],
      position: String(await store.head()),
    });
  });

  it('writes the metadata of the command on every event, and the chain from the first on', async () => {
    await outcome('c1', workspace);
    await door.execute({ ...send('c2', grant), correlationId: 'r1', traceparent: '00-a-b-01' });
    let chain = ZERO_CHAIN;
    for (const event of await log()) {
      expect(event.chain).toBe((chain = chainOf(chain, event)));
      expect(event.metadata).toMatchObject({
        schemaVersion: 1,
        source: { kind: 'http' },
        recordedAt: '2026-01-01T00:00:00.000Z',
      });
    }
    expect((await log())[1]!.metadata).toMatchObject({
      commandId: 'c2',
      correlationId: 'r1',
      causationId: 'c2',
      traceparent: '00-a-b-01',
    });
  });

  it('denies with the code and the detail that the rule gives', async () => {
    await outcome('c1', workspace);
    const first = await door.execute(send('c2', grant));
    expect(await outcome('c3', grant)).toMatchObject({
      outcome: 'denied',
      code: 'ALREADY_GRANTED',
      detail: {
        grantId: (first.events[0]!.data as { grantId: string }).grantId,
        expiresAt: '2026-01-01T01:00:00.000Z',
      },
    });
  });

  describe('a repeated command (I1)', () => {
    it('gets its first outcome, accepted or denied, after the world has changed and after a restart', async () => {
      await outcome('c1', workspace);
      const first = [
        await outcome('c2', login),
        await outcome('c3', grant),
        await outcome('c4', login),
        await outcome('c5', grant),
      ];
      await outcome('c6', revoke);
      const recorded = await types();
      for (const restart of [false, true]) {
        if (restart) {
          await store.close();
          await open();
        }
        const again = [
          await outcome('c2', login),
          await outcome('c3', grant),
          await outcome('c4', login),
          await outcome('c5', grant),
        ];
        expect(again).toEqual(first.map(repeated));
        expect(await types()).toEqual(recorded);
      }
    });

    it('is executed once when it comes 50 times at once', async () => {
      await outcome('c1', workspace);
      const results = await Promise.all(Array.from({ length: 50 }, () => outcome('c2', grant)));
      const [first] = results.filter((result) => !('repeated' in result));
      expect(results.filter((result) => result !== first)).toEqual(Array(49).fill(repeated(first!)));
      expect(await types()).toEqual(['WorkspaceUpdated', 'SupportAccessGranted']);
    });

    it('with other content is refused and recorded nowhere (I2)', async () => {
      await outcome('c1', workspace);
      await outcome('c2', grant);
      expect(await outcome('c2', { ...grant, data: { ...grant.data, durationMinutes: 61 } })).toEqual({
        commandId: 'c2',
        workspaceId: 'w1',
        outcome: 'denied',
        code: 'COMMAND_ID_REUSED',
        events: [],
      });
      expect(await types()).toHaveLength(2);
    });

    it('may come by another network, and name people otherwise', async () => {
      await outcome('c1', workspace);
      const named = {
        ...grant,
        data: { ...grant.data, actor: { id: 'ada', kind: 'user', name: 'Ada' } },
      } as Command;
      const first = await outcome('c2', named);
      expect(await outcome('c2', grant)).toEqual(repeated(first));
    });

    it('is another command in another workspace', async () => {
      const elsewhere = { ...workspace, data: { ...workspace.data, workspaceId: 'w2' } } as Command;
      await outcome('c1', workspace);
      expect((await outcome('c1', elsewhere)).outcome).toBe('accepted');
    });

    it('that recorded several events lists them all again', async () => {
      await outcome('c1', workspace);
      await outcome('c2', grant);
      now += 61 * MINUTE;
      const first = await outcome('c3', revoke);
      expect(first).toMatchObject({ outcome: 'denied', code: 'NO_ACTIVE_GRANT' });
      expect(first.events.map(({ type }) => type)).toEqual(['SupportAccessRevoked', 'SupportAccessDenied']);
      expect(await outcome('c3', revoke)).toEqual(repeated(first));
    });
  });

  it('ignores an expiry with nothing to do, and lets it succeed later (E1)', async () => {
    await outcome('c1', workspace);
    const granted = await door.execute(send('c2', grant));
    const { grantId } = granted.events[0]!.data as { grantId: string };
    const expire: Command = { type: 'ExpireSupportAccess', data: { workspaceId: 'w1', grantId } };
    expect(await outcome(`expire-${grantId}`, expire)).toMatchObject({ outcome: 'ignored', events: [] });
    now += 60 * MINUTE;
    const both = await Promise.all([
      outcome(`expire-${grantId}`, expire),
      outcome(`expire-${grantId}`, expire),
    ]);
    expect(both.map((result) => result.outcome).sort()).toEqual(['accepted', 'ignored']);
    expect(await types()).toEqual(['WorkspaceUpdated', 'SupportAccessGranted', 'SupportAccessRevoked']);
  });

  it('decides again when another door wrote in between', async () => {
    const other = new CommandDoor(store, clock, { policy });
    await outcome('c1', workspace);
    await other.execute(send('c2', login));
    expect(await outcome('c3', grant)).toMatchObject({ outcome: 'accepted', events: [{ revision: 2 }] });
    const answers = await Promise.all([other.execute(send('c4', revoke)), door.execute(send('c5', revoke))]);
    expect(answers.map(({ result }) => result.outcome).sort()).toEqual(['accepted', 'denied']);
  });

  // Its expiry appends nothing when it is decided on what this process remembers, so no expected revision finds that out.
  it('records the end of a grant that another process gave after this one had ended the one before', async () => {
    Object.defineProperty(store, 'isSoleWriter', { value: undefined });
    const [ours, theirs] = [store, store].map((each) => new CommandDoor(each, clock, { policy }));
    await theirs!.execute(send('c1', workspace));
    for (const commandId of ['c2', 'c3']) {
      const granted = await theirs!.execute(send(commandId, grant));
      now += 60 * MINUTE;
      const { grantId } = granted.events.at(-1)!.data as { grantId: string };
      const expire: Command = { type: 'ExpireSupportAccess', data: { workspaceId: 'w1', grantId } };
      const { result } = await ours!.execute(send(`expire-${grantId}`, expire));
      expect(result.outcome).toBe('accepted');
    }
    expect((await types()).slice(-2)).toEqual(['SupportAccessGranted', 'SupportAccessRevoked']);
  });

  it('sends the same events again when the store did not say whether it wrote them', async () => {
    await outcome('c1', workspace);
    const append = store.append.bind(store);
    let failures = 2;
    store.append = async (...args) => {
      const appended = await append(...args);
      if (failures-- > 0) throw new StoreUnavailableError('the answer was lost');
      return appended;
    };
    expect(await outcome('c2', grant)).toMatchObject({ outcome: 'accepted', events: [{ revision: 1 }] });
    expect(await types()).toEqual(['WorkspaceUpdated', 'SupportAccessGranted']);
  });

  it('tells whoever observes it of each send, with the trace that it is a part of', async () => {
    const told: unknown[] = [];
    const observer: DoorObserver = {
      appending: (traceparent, events) => (error) => void told.push([traceparent, events, error]),
    };
    door = new CommandDoor(store, clock, { policy, retryDelaysMs: [1, 1], observer });
    const append = store.append.bind(store);
    const lost = new StoreUnavailableError('the answer was lost');
    let failures = 1;
    store.append = async (...args) => {
      if (failures-- > 0) throw lost;
      return append(...args);
    };
    await door.execute({ ...send('c1', workspace), traceparent: 'the trace' });
    await outcome('c1', workspace);
    expect(told).toEqual([
      ['the trace', 1, lost],
      ['the trace', 1, undefined],
      [undefined, 1, expect.objectContaining({ code: 'COMMAND_RECORDED' })],
    ]);
  });

  it('tells the caller when the store stays away, and works when it is back', async () => {
    const append = store.append.bind(store);
    store.append = () => Promise.reject(new StoreUnavailableError('away'));
    await expect(outcome('c1', workspace)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    store.append = append;
    expect(await outcome('c1', workspace)).toMatchObject({ outcome: 'accepted', events: [{ revision: 0 }] });
  });

  it('admits no more than its limit', async () => {
    door = new CommandDoor(store, clock, { policy, maxInFlight: 2 });
    const three = await Promise.allSettled([
      outcome('c1', workspace),
      outcome('c2', grant),
      outcome('c3', login),
    ]);
    expect(three.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect((three[2] as PromiseRejectedResult).reason).toBeInstanceOf(DoorBusyError);
  });

  it('keeps the order of one workspace, and every workspace apart', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `w-${n}`);
    const all = ids.flatMap((workspaceId) =>
      [workspace, grant, login, revoke].map((command, n) =>
        outcome(`c${n}`, { ...command, data: { ...command.data, workspaceId } } as Command),
      ),
    );
    expect((await Promise.all(all)).map((result) => result.outcome)).toEqual(all.map(() => 'accepted'));
    for (const workspaceId of ids) {
      const revisions = [];
      for await (const page of store.readStream(streamOf(workspaceId)))
        revisions.push(...page.map((event) => event.revision));
      // The revocation also ends the session.
      expect(revisions).toEqual([0, 1, 2, 3, 4]);
    }
  });
});
