import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../test/support/eventually.js';
import type { LeasedWork, HeldTerm } from './leased-work.js';
import { LeaseHolder } from './lease-holder.js';
import { ScriptedLeases } from './spec/scripted-leases.js';

const LEASE_MS = 1_200;

const until = (what: string, holds: () => boolean): Promise<void> => eventually(what, holds, { everyMs: 5 });

/** A holder whose work notes what is done with it. */
function holding(leases: ScriptedLeases, work: Partial<LeasedWork> = {}) {
  const told: string[] = [];
  const tenures: HeldTerm[] = [];
  const holder = new LeaseHolder({
    leases,
    role: 'projections',
    holder: 'us',
    begin: async (lease) => {
      tenures.push(lease);
      told.push(`begun ${lease.term.token}`);
      return {
        health: () => ({ status: 'up' }),
        stop: async (how) => void told.push(how),
        ...work,
      };
    },
    observer: {
      waiting: (heldBy) => told.push(`waits for ${heldBy}`),
      gained: ({ token }) => told.push(`gained ${token}`),
      ended: (_term, reason) => told.push(reason === undefined ? 'ended' : `ended: ${reason}`),
      failed: ({ message }) => told.push(`failed: ${message}`),
    },
  });
  return { holder, told, tenures };
}

let leases: ScriptedLeases;
let stop: () => Promise<void>;
function held(work?: Partial<LeasedWork>) {
  const made = holding(leases, work);
  stop = () => made.holder.stop();
  return made;
}
beforeEach(() => {
  leases = new ScriptedLeases(LEASE_MS);
});
afterEach(() => stop());

it('begins when it has the lease, keeps it, and gives it up when the work is finished', async () => {
  const { holder, told, tenures } = held();
  await holder.start(5_000);
  expect(told).toEqual(['gained 1', 'begun 1']);
  expect(holder.health()).toEqual({ status: 'up' });
  expect(holder.term).toEqual({ role: 'projections', holder: 'us', token: 1 });
  await until('three renewals', () => leases.renewals >= 3);
  expect(tenures[0]!.isHeld()).toBe(true);
  await holder.stop();
  expect(told).toEqual(['gained 1', 'begun 1', 'finish', 'ended']);
  expect(leases.isFree).toBe(true);
  expect(holder.term).toBeUndefined();
});

it('stands by while another one has it, and says so', async () => {
  leases.giveTo('them');
  const { holder, told } = held();
  await holder.start(5_000);
  expect(holder.health()).toEqual({ status: 'up', standby: true });
  await sleep(LEASE_MS);
  expect(told).toEqual(['waits for them']);
  leases.free();
  await until('it is ours', () => told.includes('begun 2'));
});

it('abandons the work when another one has taken the lease, and stands by', async () => {
  const { holder, told, tenures } = held();
  await holder.start(5_000);
  leases.giveTo('them');
  await until('it stands by', () => told.includes('waits for them'));
  expect(told).toEqual(['gained 1', 'begun 1', 'abandon', 'ended: another process has it', 'waits for them']);
  expect(tenures[0]!.isHeld()).toBe(false);
  leases.free();
  await until('it is ours again', () => told.includes('begun 3'));
});

it('holds it no longer by its own clock before it is over by the other, though nobody answers', async () => {
  const { holder, told, tenures } = held();
  await holder.start(5_000);
  leases.answers = 'never';
  const { lastGrantedAt } = leases;
  await sleep(LEASE_MS / 2);
  expect(tenures[0]!.isHeld()).toBe(true);
  // Without a pause in which a busy machine may do something else for long.
  while (performance.now() - lastGrantedAt < 0.9 * LEASE_MS) continue;
  expect(tenures[0]!.isHeld()).toBe(false);
  await until('the work has stopped', () => told.includes('abandon'));
  leases.answers = 'at once';
  await until('it is told', () => told.some((line) => line.startsWith('ended: it was not renewed in time')));
});

it('outlasts a database that is away for a moment', async () => {
  const { holder, told } = held();
  await holder.start(5_000);
  leases.answers = 'fails';
  await sleep(LEASE_MS / 4);
  leases.answers = 'at once';
  const { renewals } = leases;
  await until('renewals', () => leases.renewals > renewals + 3);
  expect(told).toEqual(['gained 1', 'begun 1']);
});

it('waits for a database that is away, and says that it does', async () => {
  leases.answers = 'fails';
  const { holder, told } = held();
  await holder.start(50);
  await until('it has asked', () => told.length > 1);
  expect(holder.health()).toEqual({ status: 'down', reason: 'waiting for the lease: nobody answers' });
  leases.answers = 'at once';
  await until('it has begun', () => told.includes('begun 1'));
  expect(holder.health()).toEqual({ status: 'up' });
});

it('abandons the work as soon as the database has refused what it wrote', async () => {
  const { holder, told, tenures } = held();
  await holder.start(5_000);
  tenures[0]!.lost();
  await until('it has begun anew: it was nobody else', () => told.includes('begun 2'));
  expect(told.slice(0, 4)).toEqual(['gained 1', 'begun 1', 'abandon', 'ended: another process has it']);
});

it('asks for a longer lease after each one that it could not renew in time, until it keeps one', async () => {
  const starved = new ScriptedLeases(100);
  // Longer than the whole lease: with its usual length no term would ever last.
  starved.renewalMs = 150;
  let gainedAt = Infinity;
  let terms = 0;
  const holder = new LeaseHolder({
    leases: starved,
    role: 'projections',
    holder: 'us',
    begin: async () => ({ health: () => ({ status: 'up' }), stop: async () => undefined }),
    observer: {
      gained: () => {
        gainedAt = performance.now();
        terms += 1;
      },
    },
  });
  stop = () => holder.stop();
  await holder.start(5_000);
  await until('a term lasts', () => performance.now() - gainedAt > 1_500);
  expect(terms).toBeGreaterThan(2);
  expect(holder.health()).toEqual({ status: 'up' });
});

it('gives the lease up when the work has failed, and comes back for it', async () => {
  const { holder, told } = held({ failed: Promise.resolve(new Error('broken')) });
  await holder.start(5_000);
  await until('it has begun anew', () => told.includes('begun 2'));
  expect(told.slice(0, 6)).toEqual([
    'gained 1',
    'begun 1',
    'abandon',
    'ended: broken',
    'failed: broken',
    'gained 2',
  ]);
});

it('gives the lease up when the work cannot begin, and comes back for it ever more slowly', async () => {
  const begins: number[] = [];
  const holder = new LeaseHolder({
    leases,
    role: 'projections',
    holder: 'us',
    begin: async () => {
      begins.push(performance.now());
      throw new Error('no room');
    },
  });
  stop = () => holder.stop();
  await holder.start(5_000);
  await until('four attempts', () => begins.length === 4);
  expect(begins[3]! - begins[2]!).toBeGreaterThan(begins[1]! - begins[0]!);
  await until('it says so', () => holder.health().status === 'down' && leases.isFree);
});

it('keeps the lease while the work is finished, however long that takes', async () => {
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const { holder } = held({ stop: () => finished });
  await holder.start(5_000);
  const stopped = holder.stop();
  const { renewals } = leases;
  await sleep(1.5 * LEASE_MS);
  expect(leases.renewals).toBeGreaterThan(renewals + 2);
  expect(leases.isFree).toBe(false);
  finish();
  await stopped;
  expect(leases.isFree).toBe(true);
});

it('stops while it stands by', async () => {
  leases.giveTo('them');
  const { holder, told } = held();
  await holder.start(5_000);
  await holder.stop();
  expect(told).toEqual(['waits for them']);
  const { questions } = leases;
  await sleep(LEASE_MS);
  expect(leases.questions).toBe(questions);
});

it('stops while nobody answers, and gives back what comes too late', async () => {
  leases.answers = 'when told';
  const { holder, told } = held();
  await holder.start(50);
  await holder.stop();
  leases.tell();
  await until('it was given and given back', () => leases.lastGrantedAt > 0 && leases.isFree);
  expect(told).toEqual([]);
});
