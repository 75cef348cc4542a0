import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Command } from '#domain';
import { rootAt } from '#evidence';
import { LIST_START } from '#expiry';
import { MemoryTree } from '../../libs/evidence/merkle/spec/memory-tree.js';
import { naiveDue } from '../../libs/read-models/naive-lists.contract.js';
import { naiveCurrentAccess, naiveTrail } from '../../libs/read-models/naive-models.contract.js';
import { EventStoreDbDouble } from '../doubles/eventstoredb/event-store-db-double.js';
import type { LogCopy } from '../doubles/eventstoredb/stored-log.js';
import { Random } from '../support/random.js';
import { someCommand } from './world-commands.contract.js';
import { isActive, WorldLog } from './world-log.contract.js';
import { inDirectory, WorldClock, WorldDoor, WorldService } from './world-service.contract.js';

const WORKSPACES = ['w1', 'w2', 'w3'];
/** Within that the service says what happened. Counted in looks: on a busy machine a look takes longer, as all else does. */
const SAID_WITHIN_MS = 5_000;
const LOOK_MS = 4;

/** One server, one service that follows it, a second writer, and an operator; all that happens comes from the seed. */
export class World {
  readonly #random: Random;
  readonly #clock = new WorldClock();
  readonly #log: WorldLog;
  readonly #wrong: string[] = [];
  #service!: WorldService;
  #other: WorldDoor | undefined;
  #backup: { copy: LogCopy; head: bigint } | undefined;
  /** What was applied is not in the log any more. */
  #mustSayReplaced = false;
  #sent = 0;

  private constructor(
    seed: number,
    private readonly double: EventStoreDbDouble,
    private readonly directory: string,
  ) {
    this.#random = new Random(seed);
    this.#log = new WorldLog(double.log);
  }

  /** @returns what was wrong */
  static async play(seed: number): Promise<string[]> {
    const double = await EventStoreDbDouble.start();
    try {
      return await inDirectory((directory) => new World(seed, double, directory).#play());
    } finally {
      double.stop();
    }
  }

  async #play(): Promise<string[]> {
    this.#service = await WorldService.open(this.double.url, this.directory, this.#clock);
    try {
      const steps = this.#random.int(8, 20);
      const acts = this.#random.pick([0, 0, 1, 1, 1, 2]);
      const actAt = Array.from({ length: acts }, () => this.#random.int(3, steps - 1));
      for (let step = 0; step < steps && !this.#service.isReplaced; step++) {
        if (actAt.includes(step)) {
          await this.#act();
          if (this.#random.chance(0.5)) for (const id of WORKSPACES) await this.#ask(id, true);
        }
        await this.#step();
      }
      await this.#end();
    } catch (error) {
      this.#say(`threw ${String((error as Error).stack)}`);
    } finally {
      await this.#other?.store.close();
      await this.#service.close();
    }
    const acts = this.#log.acts.length === 0 ? '' : ` (the operator ${this.#log.acts.join(', ')})`;
    return this.#wrong.map((what) => what + acts);
  }

  #say(what: string): void {
    this.#wrong.push(what);
  }

  async #step(): Promise<void> {
    const random = this.#random;
    this.#clock.pass(random.chance(0.05) ? 9 * 86_400_000 : random.int(0, 600_000));
    const kind = random.next();
    if (kind < 0.55) await this.#command();
    else if (kind < 0.7) await this.#ask(random.pick(WORKSPACES), random.chance(0.7));
    else if (kind < 0.9) this.#trouble();
    else if (kind < 0.94) this.#log.foreign(random.int(1, 40));
    else if (kind < 0.97) this.#backup = this.#copied();
    else if (!this.#log.isOlder) await this.#restart();
  }

  async #command(): Promise<void> {
    const random = this.#random;
    const workspaceId = random.pick(WORKSPACES);
    const isOther = random.chance(0.25);
    const door = isOther
      ? (this.#other ??= new WorldDoor(this.double.url, this.#clock, this.#service.watch))
      : this.#service.door;
    const before = this.#log.written.length;
    const outcome = await door.send(`c${++this.#sent}`, this.#someCommand(workspaceId));
    if (outcome === 'accepted' && this.#log.written.length === before)
      this.#say(`${workspaceId}: a command was accepted and nothing written`);
  }

  #someCommand(workspaceId: string): Command {
    return someCommand(this.#random, workspaceId, this.#log.stream(workspaceId));
  }

  /** What the server does to subscriptions and reads from now on. */
  #trouble(): void {
    const random = this.#random;
    const { faults, log } = this.double;
    const late = random.int(0, 6);
    const old = (): number => random.int(0, log.all.length - 1);
    random.pick([
      () => (faults.deliver = () => []),
      () => (faults.deliver = (event) => [event, event, event]),
      () => (faults.deliver = (event) => (random.chance(0.5) ? [] : [event])),
      () => (faults.deliver = (event) => [log.all[old()]!, event, log.all[old()]!]),
      () => (faults.deliver = (event) => [{ ...event, position: event.position + 1_000_000n, revision: 99 }]),
      () => (faults.isCheckpointPastEnd = true),
      () => (faults.read = (kind) => (kind === 'subscription' ? { kind: 'end', after: late } : undefined)),
      () => (faults.read = (kind) => (kind === 'subscription' ? { kind: 'stall', after: late } : undefined)),
      () => (faults.read = () => (random.chance(0.2) ? { kind: 'drop', after: late } : undefined)),
      () => this.double.dropConnections(),
      () => this.#calm(),
    ])();
  }

  #calm(): void {
    for (const fault of ['deliver', 'isCheckpointPastEnd', 'read'] as const) delete this.double.faults[fault];
  }

  async #act(): Promise<void> {
    const random = this.#random;
    const workspaceId = random.pick(WORKSPACES);
    if (random.chance(0.5)) await this.#caughtUp();
    const kind = random.next();
    if (kind < 0.2) this.#log.truncate(workspaceId, random);
    else if (kind < 0.35) this.#log.delete(workspaceId, random);
    else if (kind < 0.5) this.#log.edit(workspaceId, random);
    else if (kind < 0.7) this.#log.forge(workspaceId, random);
    else await this.#goBack();
  }

  #copied(): { copy: LogCopy; head: bigint } {
    return { copy: this.double.log.copy(), head: this.#log.head() };
  }

  /** An older copy is put back, sometimes while the server is down, and sometimes it has grown before anybody asks. */
  async #goBack(): Promise<void> {
    const random = this.#random;
    const backup = (this.#backup ??= this.#copied());
    await this.#command();
    await this.#caughtUp();
    if (!this.#service.isReplaced && this.#log.head() > backup.head) this.#mustSayReplaced = true;
    const isDown = random.chance(0.3);
    if (isDown) this.double.stop();
    this.#log.restore(backup.copy);
    if (isDown) await this.double.start();
  }

  async #restart(): Promise<void> {
    await this.#other?.store.close();
    this.#other = undefined;
    await this.#service.close();
    this.#service = await WorldService.open(this.double.url, this.directory, this.#clock);
  }

  /** A yes has to be in what the log holds; and in what was written, unless the log is an older copy that nobody noticed yet. */
  async #ask(workspaceId: string, strong: boolean): Promise<true | string> {
    const answer = await this.#service.door.ask(workspaceId, strong);
    if (answer === true && strong) this.#refuseFalseYes(workspaceId);
    return answer;
  }

  #refuseFalseYes(workspaceId: string): void {
    const now = this.#clock.now();
    if (!this.#log.isOlder && !isActive(this.#log.written, workspaceId, now))
      this.#say(`${workspaceId}: a yes that nobody wrote`);
    if (!isActive(this.#log.stream(workspaceId), workspaceId, now))
      this.#say(`${workspaceId}: a yes that the log does not give`);
  }

  /** Or the service has said that it cannot. */
  async #caughtUp(): Promise<void> {
    const service = this.#service;
    for (let looks = 1; ; looks++, await sleep(LOOK_MS)) {
      if (service.failure !== undefined || service.isReplaced || !service.isFollowing) return;
      if (!this.#mustSayReplaced && (await service.isAt(this.#log.head()))) return;
      if (looks < SAID_WITHIN_MS / LOOK_MS) continue;
      const at = await service.models.queries.position();
      return this.#say(`the read models stay at ${at}, and the log ends at ${this.#log.head()}`);
    }
  }

  async #end(): Promise<void> {
    this.#calm();
    const service = this.#service;
    // A server that dropped a call is asked again after a pause.
    const { store } = service.door;
    for (let n = 0; n < 100 && (await store.health()).status === 'down'; n++) await sleep(20);
    await this.#caughtUp();
    if (service.failure !== undefined) return this.#say(service.failure);
    if (!service.isReplaced) await service.verify();
    if (service.isReplaced) return this.#expectReplaced();
    if (this.#mustSayReplaced) this.#say('an older log was not noticed');
    const damages = await service.models.queries.damages(100);
    const damaged = new Set(damages.map(({ workspaceId }) => workspaceId));
    for (const id of damaged)
      if (!this.#log.tampered.has(id)) this.#say(`${id} is sound and was called damaged`);
    for (const id of this.#log.tampered)
      if (!damaged.has(id) && !this.#log.isOlder) this.#say(`the damage to ${id} was not noticed`);
    for (const id of WORKSPACES) await (damaged.has(id) ? this.#expectDamaged(id) : this.#expectFold(id));
    await this.#expectDueList(damaged);
    if (damaged.size === 0) await this.#expectTree();
  }

  async #expectReplaced(): Promise<void> {
    // A scavenge may take the very event that a follower read last: nothing then tells the log from another one.
    if (!this.#log.isOlder && !this.#log.acts.includes('scavenges'))
      this.#say('called replaced, and is the same');
    for (const id of WORKSPACES)
      for (const strong of [false, true]) {
        const answer = await this.#service.door.ask(id, strong);
        if (answer !== 'LOG_REPLACED') this.#say(`${id}: the log was replaced, and a check says ${answer}`);
      }
    const outcome = await this.#service.door.send('last', this.#someCommand('w1'));
    if (outcome !== 'LOG_REPLACED') this.#say(`the log was replaced, and a command is ${outcome}`);
  }

  async #expectDamaged(workspaceId: string): Promise<void> {
    for (const strong of [true, false]) {
      const answer = await this.#service.door.ask(workspaceId, strong);
      if (strong ? answer !== 'LOG_DAMAGED' : answer === true)
        this.#say(`${workspaceId} is damaged, and a check says ${answer}`);
    }
    const code = await this.#service.door.send(`last-${workspaceId}`, this.#someCommand(workspaceId));
    if (code !== 'LOG_DAMAGED') this.#say(`${workspaceId} is damaged, and a command is ${code}`);
  }

  async #expectFold(workspaceId: string): Promise<void> {
    const { queries } = this.#service.models;
    const events = this.#log.events();
    const now = this.#clock.now();
    const found = await queries.currentAccess(workspaceId, now);
    const expected = naiveCurrentAccess(events, workspaceId, now);
    if (!isDeepStrictEqual(found, expected))
      this.#say(
        `${workspaceId}: current access is ${JSON.stringify(found)}, by the log ${JSON.stringify(expected)}`,
      );
    const filter = { workspaceId, asAuditor: true, order: 'asc', limit: 1_000 } as const;
    const trail = (await queries.auditTrail(filter)).entries.map(({ id }) => id);
    if (trail.join() !== naiveTrail(events, filter).join())
      this.#say(
        `${workspaceId}: the audit trail is not the log's: ${trail.join()} for ${naiveTrail(events, filter).join()}`,
      );
    const answer = await this.#ask(workspaceId, true);
    if ((answer === true) !== isActive(events, workspaceId, this.#clock.now()))
      this.#say(`${workspaceId}: a check says ${answer}`);
  }

  async #expectDueList(damaged: ReadonlySet<string>): Promise<void> {
    const open = naiveDue(this.#log.events().filter(({ event }) => !damaged.has(event.data.workspaceId)));
    const due = await this.#service.dueList.due(Number.MAX_SAFE_INTEGER, LIST_START, 1_000);
    const [listed, expected] = [due.filter(({ workspaceId }) => !damaged.has(workspaceId)), open].map(
      (entries) =>
        entries
          .map(({ kind, id, dueAt }) => `${kind} ${id} at ${dueAt}`)
          .toSorted()
          .join(),
    );
    if (listed !== expected) this.#say(`the due list has ${listed}, and open are ${expected}`);
  }

  async #expectTree(): Promise<void> {
    const { tree } = this.#service;
    const leaves = this.#log.events().map(({ chain }) => Buffer.from(chain, 'hex'));
    const size = await tree.size();
    if (size !== leaves.length) this.#say(`the tree has ${size} leaves, and the log ${leaves.length} events`);
    else if (size > 0 && !(await rootAt(tree, size)).equals(await rootAt(new MemoryTree(leaves), size)))
      this.#say('the tree has another root than the log');
  }
}
