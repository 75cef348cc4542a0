import { setTimeout as sleep } from 'node:timers/promises';
import { newDatabase } from '../engines/shared-postgres.js';
import { CommandPlanner } from '../support/command-planner.js';
import type { HttpLoad } from '../support/http-load.js';
import { Random } from '../support/random.js';
import { ClusterScene } from './cluster-scene.js';
import type { Layout } from './layout.js';
import type { Member } from './member.js';

export type ClusterCrashOptions = {
  layout: Layout;
  kills: number;
  /** What is sent, and who is killed when, comes of this. */
  seed: number;
  brokers: string;
  /** Of a server on which a database is made. */
  postgresUrl: string;
  say(line: string): void;
};

export type ClusterCrashSummary = {
  kills: number;
  /** How often each process was killed. */
  killsOf: Record<string, number>;
  /** Before it was ready. */
  killsWhileStarting: number;
  /** With requests that had no answer yet. */
  killsUnderHttp: number;
  kafkaCommands: number;
  kafkaDeliveries: number;
  httpCommands: number;
  events: number;
  resultsRepeated: number;
  eventsRepublished: number;
  seconds: number;
  violations: string[];
};

const LOAD = { perSecond: 100, clients: 4, shared: true };
const WORKSPACES = 400;

/** Kills processes of a cluster at random moments under load, starts them again, and looks in the end at what is there. */
export async function clusterCrashRun(options: ClusterCrashOptions): Promise<ClusterCrashSummary> {
  const { layout, kills, seed, brokers, postgresUrl, say } = options;
  const startedAt = performance.now();
  const random = new Random(seed);
  const database = await newDatabase(postgresUrl);
  const scene = await ClusterScene.prepare('cluster-crash', { brokers, readModelUrl: database.url, layout });
  try {
    await scene.begin();
    const planner = new CommandPlanner(random, {
      workspaces: WORKSPACES,
      durationMinutes: { least: 60, most: 10_080 },
    });
    const { kafka, http } = scene.startLoad(planner, random, LOAD);
    const counts = await killAgainAndAgain(scene, http, { kills, random: new Random(seed + 1), say });
    await scene.cluster.ready();
    await kafka.stop();
    await http.stop();
    say(`${kafka.sent.length} commands by Kafka, ${http.answers.size} by HTTP; waiting for the results …`);
    await scene.answered(kafka.sent);
    const log = await scene.settle();
    say(`${log.events.length} events; checking …`);
    const violations = await scene.violationsOfLoads(log, { kafka, http });
    return {
      kills,
      ...counts,
      kafkaCommands: kafka.sent.length,
      kafkaDeliveries: kafka.deliveries,
      httpCommands: http.answers.size,
      events: log.events.length,
      resultsRepeated: scene.results.repeated - (kafka.deliveries - kafka.sent.length),
      eventsRepublished: scene.published.length - log.events.length,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      violations,
    };
  } finally {
    await scene.close();
    await database.drop();
  }
}

type KillOptions = { kills: number; random: Random; say(line: string): void };

async function killAgainAndAgain(scene: ClusterScene, http: HttpLoad, { kills, random, say }: KillOptions) {
  const killsOf: Record<string, number> = {};
  const counts = { killsOf, killsWhileStarting: 0, killsUnderHttp: 0 };
  for (let kill = 1; kill <= kills; kill++) {
    const victim: Member = random.pick(scene.cluster.members);
    const whileStarting = random.chance(0.15);
    // The others may still be on their way: it is two, sometimes three, who are away together.
    if (!whileStarting) await scene.cluster.ready([victim]);
    await sleep(random.int(20, whileStarting ? 500 : 800));
    if (whileStarting) counts.killsWhileStarting += 1;
    if (!whileStarting && http.inFlight > 0) counts.killsUnderHttp += 1;
    killsOf[victim.name] = (killsOf[victim.name] ?? 0) + 1;
    await scene.kill(victim);
    victim.launch();
    if (kill % 10 === 0 || kill === kills)
      say(
        `${kill} of ${kills} kills; ${http.answers.size} answers by HTTP, ${scene.results.first.size} by Kafka`,
      );
  }
  return counts;
}
