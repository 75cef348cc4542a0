import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';
import { newDatabase } from '../engines/shared-postgres.js';
import { CommandPlanner } from '../support/command-planner.js';
import { Random } from '../support/random.js';
import { ClusterScene } from './cluster-scene.js';
import { SPLIT } from './layout.js';

export type RebalanceOptions = {
  seconds: number;
  seed: number;
  brokers: string;
  postgresUrl: string;
  say(line: string): void;
};

export type RebalanceSummary = {
  /** Times that the member joined or left. */
  rebalances: number;
  kafkaCommands: number;
  kafkaDeliveries: number;
  events: number;
  resultsRepeated: number;
  seconds: number;
  violations: string[];
};

const EVERY_MS = 2_000;
const PER_SECOND = 300;

/**
 * Every other second a member joins the group of the command consumers, and leaves it the next time: whoever has partitions
 * gives some away, and takes them back, with commands under way. The member does nothing: what it was given waits.
 */
export async function rebalanceRun(options: RebalanceOptions): Promise<RebalanceSummary> {
  const { seconds, seed, brokers, postgresUrl, say } = options;
  const startedAt = performance.now();
  const random = new Random(seed);
  const database = await newDatabase(postgresUrl);
  const scene = await ClusterScene.prepare('cluster-rebalance', {
    brokers,
    readModelUrl: database.url,
    layout: SPLIT,
  });
  try {
    await scene.begin();
    const durationMinutes = { least: 60, most: 10_080 };
    const planner = new CommandPlanner(random, { workspaces: 400, durationMinutes });
    const { kafka, http } = scene.startLoad(planner, random, { perSecond: PER_SECOND, clients: 0 });
    const rebalances = await joinAndLeave(scene, seconds * 1_000);
    await Promise.all([kafka.stop(), http.stop()]);
    say(`${rebalances} rebalances, ${kafka.sent.length} commands; waiting for the results …`);
    await scene.answered(kafka.sent);
    const log = await scene.settle();
    say(`${log.events.length} events; checking …`);
    return {
      rebalances,
      kafkaCommands: kafka.sent.length,
      kafkaDeliveries: kafka.deliveries,
      events: log.events.length,
      resultsRepeated: scene.results.repeated - (kafka.deliveries - kafka.sent.length),
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      violations: await scene.violations(log, { byKafka: kafka.sent, byHttp: [] }),
    };
  } finally {
    await scene.close();
    await database.drop();
  }
}

/** @returns how often it did either, each of which gives the partitions out anew */
export async function joinAndLeave(scene: ClusterScene, forMs: number): Promise<number> {
  let rebalances = 0;
  let member: Consumer | undefined;
  for (const until = performance.now() + forMs; performance.now() < until;) {
    const turnEnds = sleep(EVERY_MS);
    if (member === undefined) member = await join(scene);
    else {
      await member.disconnect();
      member = undefined;
    }
    rebalances += 1;
    await turnEnds;
  }
  await member?.disconnect();
  return rebalances;
}

/** Resolves when the member is in, with the partitions that it got. */
async function join({ kafka, groupId, topics }: ClusterScene): Promise<Consumer> {
  const member = kafka.consumer({ groupId, sessionTimeout: 10_000, heartbeatInterval: 500 });
  const joined = new Promise<void>((resolve) => member.on(member.events.GROUP_JOIN, () => resolve()));
  await member.connect();
  await member.subscribe({ topics: [topics.commands], fromBeginning: true });
  await member.run({ autoCommit: false, eachBatch: async () => undefined });
  await joined;
  return member;
}
