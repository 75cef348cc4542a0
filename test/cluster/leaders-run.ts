import type { Role } from '#config';
import { startPrivatePostgres } from '../engines/postgres-server.js';
import { CommandPlanner } from '../support/command-planner.js';
import type { LogCopy } from '../support/log-copy.js';
import { Random } from '../support/random.js';
import { ClusterScene } from './cluster-scene.js';
import { SPLIT } from './layout.js';
import { spread, Troubles } from './troubles.js';
import { AUDITED, WriteAudit } from './write-audit.js';

export type LeadersOptions = {
  /** Of each role's active process: every other time it is killed, and else held. */
  each: number;
  seed: number;
  brokers: string;
  say(line: string): void;
};

export type LeadersSummary = {
  killed: Record<string, number>;
  held: Record<string, number>;
  /** From the signal to the commit that gave the role to another process, in milliseconds. */
  takeoverMs: Record<string, { median: number; most: number }>;
  /** From the signal to the first commit of that process' work. */
  workMs: Record<string, { median: number; most: number }>;
  takeovers: number;
  writesAudited: number;
  checkpoints: number;
  expired: number;
  /** From the end of a grant to its recorded expiry, in milliseconds. */
  expiryLagMs: { median: number; most: number };
  kafkaCommands: number;
  httpCommands: number;
  events: number;
  eventsRepublished: number;
  seconds: number;
  violations: string[];
};

const ROLES: readonly Role[] = ['projections', 'publisher', 'expiry', 'commands', 'api'];
const LOAD = { perSecond: 80, clients: 3, shared: true };

/**
 * Kills and holds the active process of each role again and again, all roles at the same time, under load, and looks in the
 * end at what is there, and at who wrote it.
 */
export async function leadersRun({ each, seed, brokers, say }: LeadersOptions): Promise<LeadersSummary> {
  const startedAt = performance.now();
  const random = new Random(seed);
  const postgres = await startPrivatePostgres(process.pid, undefined, AUDITED);
  const scene = await ClusterScene.prepare('cluster-leaders', {
    brokers,
    readModelUrl: postgres.url,
    layout: SPLIT,
    env: { CHECKPOINT_SECONDS: '1' },
  });
  let audit: WriteAudit | undefined;
  try {
    await scene.begin();
    audit = await WriteAudit.install(postgres.url);
    const durationMinutes = { least: 60, most: 10_080 };
    const planner = new CommandPlanner(random, { workspaces: 400, durationMinutes });
    const { kafka, http } = scene.startLoad(planner, random, LOAD);
    const troubles = new Troubles(scene, audit);
    await Promise.all(ROLES.map((role, n) => troubles.again(role, each, new Random(seed + 1 + n), say)));
    await scene.cluster.ready();
    // Every role is somebody's, and one's alone.
    for (const role of ['projections', 'publisher', 'expiry'] as const) await scene.cluster.leader(role);
    await Promise.all([kafka.stop(), http.stop()]);
    await scene.answered(kafka.sent);
    // Without load: what is checked before the first signature is then soon through.
    await scene.signed();
    const log = await scene.settle();
    say(`${log.events.length} events; checking …`);
    const violations = await scene.violationsOfLoads(log, { kafka, http }, troubles.grants);
    violations.push(...(await audit.violations()));
    const lags = expiryLags(log);
    return {
      ...(await troubles.counts()),
      takeovers: (await audit.takeovers()).length,
      writesAudited: (await audit.writes()).length,
      checkpoints: scene.checkpoints,
      expired: lags.length,
      expiryLagMs: spread(lags),
      kafkaCommands: kafka.sent.length,
      httpCommands: http.answers.size,
      events: log.events.length,
      eventsRepublished: scene.published.length - log.events.length,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      violations,
    };
  } finally {
    await audit?.close();
    await scene.close();
    await postgres.close();
  }
}

const expiryLags = ({ events }: LogCopy): number[] =>
  events.flatMap(({ event }) =>
    event.type === 'SupportAccessRevoked' && event.data.cause === 'expired'
      ? [Date.parse(event.data.at) - Date.parse(event.data.expiresAt)]
      : [],
  );
