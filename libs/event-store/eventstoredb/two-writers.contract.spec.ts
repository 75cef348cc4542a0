import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import { CommandDoor } from '#commands';
import { systemClock } from '#config';
import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { checkLog } from '../../../test/support/check-log.js';
import { LogCopy } from '../../../test/support/log-copy.js';
import { pagesOf } from '../event-fixtures.contract.js';
import { LOG_START } from '../event-store.js';
import { EventStoreDbStore } from './event-store-db-store.js';

const STREAM = 'supportAccess-acme';
const policy = DEFAULT_POLICY;
const acme = { workspaceId: 'acme' };
const olivia = { id: 'olivia', kind: 'user' } as const;

const describeAcme: Command = {
  type: 'UpdateWorkspace',
  data: { ...acme, tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
};
const grant: Command = {
  type: 'GrantSupportAccess',
  data: { ...acme, actor: olivia, durationMinutes: 60 },
};
const revoke: Command = { type: 'RevokeSupportAccess', data: { ...acme, actor: olivia } };
const login: Command = { type: 'RecordSupportLogin', data: { ...acme, engineer: { id: 'erin' } } };

/** A writing process: its own index, its own memory, the same server. */
class Writer {
  #store: EventStoreDbStore;
  #door: CommandDoor;

  constructor(
    private readonly url: string,
    private readonly indexDirectory: string,
  ) {
    [this.#store, this.#door] = this.#open();
  }

  async execute(commandId: string, command: Command) {
    const { result, repeated } = await this.#door.execute({ commandId, command, source: { kind: 'http' } });
    return { result, repeated };
  }

  /** @param between what happens to the index while nobody has it open */
  async restart(between: (directory: string) => void = () => undefined): Promise<void> {
    await this.#store.close();
    between(this.indexDirectory);
    [this.#store, this.#door] = this.#open();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #open(): [EventStoreDbStore, CommandDoor] {
    const { indexDirectory } = this;
    const store = new EventStoreDbStore(this.url, { indexDirectory });
    return [store, new CommandDoor(store, systemClock, { policy })];
  }
}

let directory: string;
let double: EventStoreDbDouble;
let a: Writer;
let b: Writer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'two-writers-'));
  double = await EventStoreDbDouble.start();
  a = new Writer(double.url, join(directory, 'a'));
  b = new Writer(double.url, join(directory, 'b'));
  await a.execute('c-acme', describeAcme);
});

afterEach(async () => {
  await Promise.all([a.close(), b.close()]);
  const wrong = checkLog(await LogCopy.read(double.url));
  double.stop();
  rmSync(directory, { recursive: true, force: true });
  if (wrong.length > 0) throw new Error(`the log is not whole:\n${wrong.join('\n')}`);
});

/** What a command is answered that was executed before. */
const again = ({ result }: Awaited<ReturnType<Writer['execute']>>) => ({
  result: { ...result, repeated: true },
  repeated: true,
});
const recorded = (): number => double.log.stream(STREAM)!.length;

describe('a command that one process decided, sent again to another', () => {
  it.each([
    ['that has never seen the workspace', async () => undefined],
    ['that has its state from before in memory', async () => void (await b.execute('c-acme', describeAcme))],
    [
      'that was started anew, with an index from before',
      async () => {
        await b.execute('c-acme', describeAcme);
        await b.restart();
      },
    ],
    [
      'that has lost its index',
      async () => {
        await b.execute('c-acme', describeAcme);
        await b.restart((index) => rmSync(index, { recursive: true }));
      },
    ],
  ])('%s', async (_, prepare) => {
    await prepare();
    const first = await a.execute('c-grant', grant);
    expect(first).toMatchObject({ repeated: false, result: { outcome: 'accepted' } });
    expect(await b.execute('c-grant', grant)).toEqual(again(first));
    expect(recorded()).toBe(2);
  });

  it('has its first outcome also when the world has changed in between, accepted or denied', async () => {
    const denied = await a.execute('c-too-early', login);
    expect(denied.result).toMatchObject({ outcome: 'denied', code: 'NO_ACTIVE_GRANT' });
    const granted = await a.execute('c-grant', grant);
    await b.execute('c-revoke', revoke);
    expect(await b.execute('c-grant', grant)).toEqual(again(granted));
    await a.execute('c-grant-2', grant);
    expect(await b.execute('c-too-early', login)).toEqual(again(denied));
    expect(await a.execute('c-too-early', login)).toEqual(again(denied));
    expect(recorded()).toBe(5);
  });

  it('is refused when its content is another', async () => {
    await a.execute('c-1', grant);
    expect(await b.execute('c-1', revoke)).toMatchObject({
      result: { outcome: 'denied', code: 'COMMAND_ID_REUSED' },
    });
    expect(recorded()).toBe(2);
  });

  it('has it when the process that decided it died before it could say so', async () => {
    double.faults.append = () => ({ kind: 'drop', commits: true });
    double.faults.read = () => ({ kind: 'drop', after: 0 });
    await expect(a.execute('c-grant', grant)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    delete double.faults.append;
    delete double.faults.read;
    expect(recorded()).toBe(2);
    expect(await b.execute('c-grant', grant)).toMatchObject({
      repeated: true,
      result: { outcome: 'accepted', events: [{ revision: 1 }] },
    });
    expect(recorded()).toBe(2);
  });
});

it('a command sent to both at once is decided once, and both say the same, round after round', async () => {
  const rounds = 60;
  let together = 0;
  for (let n = 0; n < rounds; n++) {
    // Each is ahead of the other in turns, and now and then both were started anew.
    if (n % 20 === 19) await Promise.all([a.restart(), b.restart()]);
    const command = n % 2 === 0 ? grant : revoke;
    const [one, other] = await Promise.all(
      (n % 3 === 0 ? [b, a] : [a, b]).map((writer) => writer.execute(`c-${n}`, command)),
    );
    const [first, second] = one!.repeated ? [other!, one!] : [one!, other!];
    expect(second).toEqual(again(first));
    expect(one!.result).toMatchObject({ outcome: 'accepted' });
    if (one!.repeated !== other!.repeated) together++;
  }
  expect(together).toBe(rounds);
  expect(recorded()).toBe(1 + rounds);
});

it('commands of many at once, each to both, in any order, are one history', async () => {
  const sends = Array.from({ length: 80 }, (_, n) => ({ id: `m-${n % 40}`, writer: n % 2 === 0 ? a : b }));
  const commandOf = (id: string): Command => [grant, login, revoke][Number(id.slice(2)) % 3]!;
  const outcomes = await Promise.all(
    [...sends, ...sends.map(({ id, writer }) => ({ id, writer: writer === a ? b : a }))].map(
      async ({ id, writer }) => {
        // One of the four answers is the first; apart from saying so, all are equal.
        const { repeated, ...result } = {
          repeated: false,
          ...(await writer.execute(id, commandOf(id))).result,
        };
        return { id, repeated, text: JSON.stringify(result) };
      },
    ),
  );
  const byId = new Map<string, Set<string>>();
  for (const { id, text } of outcomes) byId.set(id, (byId.get(id) ?? new Set()).add(text));
  expect([...byId.values()].map(({ size }) => size)).toEqual(Array.from({ length: 40 }, () => 1));
  expect(outcomes.filter(({ repeated }) => !repeated)).toHaveLength(40);
  const store = new EventStoreDbStore(double.url);
  const commands = (await pagesOf(store.readAll(LOG_START))).map(({ metadata }) => metadata.commandId);
  expect(new Set(commands).size).toBe(41);
  await store.close();
});
