import { setTimeout as sleep } from 'node:timers/promises';
import { CommandPlanner } from '../support/command-planner.js';
import type { HttpLoad } from '../support/http-load.js';
import { Random } from '../support/random.js';
import { Scene } from '../support/scene.js';

export type CrashOptions = {
  kills: number;
  /** What is sent, and when it is killed, comes of this. */
  seed: number;
  brokers: string;
  say(line: string): void;
};

export type CrashSummary = {
  kills: number;
  /** Before it was ready. */
  killsWhileStarting: number;
  /** With requests that had no answer yet. */
  killsUnderHttp: number;
  kafkaCommands: number;
  kafkaDeliveries: number;
  httpCommands: number;
  events: number;
  /** Beyond what was delivered more than once: commands that a crash made come again. */
  resultsRepeated: number;
  eventsRepublished: number;
  seconds: number;
  violations: string[];
};

const KAFKA_PER_SECOND = 150;
const HTTP_CLIENTS = 6;
const WORKSPACES = 400;

/** Kills the service at random moments under load, starts it again every time, and looks in the end at what is there. */
export async function crashRun({ kills, seed, brokers, say }: CrashOptions): Promise<CrashSummary> {
  const startedAt = performance.now();
  const random = new Random(seed);
  const scene = await Scene.prepare('crash', brokers);
  try {
    await scene.begin();
    // Grants of a minute: the saga has work, too.
    const planner = new CommandPlanner(random, {
      workspaces: WORKSPACES,
      durationMinutes: { least: 1, most: 10_080 },
    });
    const load = { perSecond: KAFKA_PER_SECOND, clients: HTTP_CLIENTS, shared: true };
    const { kafka, http } = scene.startLoad(planner, random, load);
    const counts = await killAgainAndAgain(scene, http, { kills, random: new Random(seed + 1), say });
    await scene.service.ready();
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
  }
}

type KillOptions = { kills: number; random: Random; say(line: string): void };

async function killAgainAndAgain(scene: Scene, http: HttpLoad, { kills, random, say }: KillOptions) {
  const counts = { killsWhileStarting: 0, killsUnderHttp: 0 };
  for (let kill = 1; kill <= kills; kill++) {
    const whileStarting = random.chance(0.15);
    if (!whileStarting) await scene.service.ready();
    await sleep(whileStarting ? random.int(0, 900) : random.int(20, 1_200));
    if (whileStarting) counts.killsWhileStarting += 1;
    if (!whileStarting && http.inFlight > 0) counts.killsUnderHttp += 1;
    await scene.kill();
    scene.service.launch();
    if (kill % 10 === 0 || kill === kills)
      say(
        `${kill} of ${kills} kills; ${http.answers.size} answers by HTTP, ${scene.results.first.size} by Kafka`,
      );
  }
  return counts;
}
