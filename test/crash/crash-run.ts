import { setTimeout as sleep } from 'node:timers/promises';
import { CommandPlanner } from '../support/command-planner.js';
import type { HttpLoad } from '../support/http-load.js';
import { Random } from '../support/random.js';
import { Scene } from '../support/scene.js';
import type { Load, TopicsScene } from '../support/topics-scene.js';

export type CrashOptions = {
  kills: number;
  /** What is sent, and who is killed when, comes of this. */
  seed: number;
  say(line: string): void;
};

export type CrashSummary = {
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
  /** Beyond what was delivered more than once: commands that a crash made come again. */
  resultsRepeated: number;
  eventsRepublished: number;
  seconds: number;
  violations: string[];
};

/** A process that can be killed and started again. */
export type Victim = { name: string; ready(): Promise<void>; kill(): Promise<void>; launch(): void };

const WORKSPACES = 400;

/** Kills one service at random moments under load, starts it again every time, and looks in the end at what is there. */
export async function crashRun(options: CrashOptions & { brokers: string }): Promise<CrashSummary> {
  const scene = await Scene.prepare('crash', options.brokers);
  const victim = {
    name: 'service',
    ready: () => scene.service.ready(),
    kill: () => scene.kill(),
    launch: () => scene.service.launch(),
  };
  // Grants of a minute: the saga has work, too.
  return killUnderLoad(scene, [victim], { ...options, shortestGrant: 1, perSecond: 150, clients: 6 });
}

/** The same with any processes of a scene, which is closed in the end. @param options `shortestGrant` in minutes */
export async function killUnderLoad(
  scene: TopicsScene,
  victims: readonly Victim[],
  options: CrashOptions & Load & { shortestGrant: number },
): Promise<CrashSummary> {
  const { kills, seed, say, shortestGrant, perSecond, clients } = options;
  const startedAt = performance.now();
  const random = new Random(seed);
  try {
    await scene.begin();
    const durationMinutes = { least: shortestGrant, most: 10_080 };
    const planner = new CommandPlanner(random, { workspaces: WORKSPACES, durationMinutes });
    const { kafka, http } = scene.startLoad(planner, random, { perSecond, clients, shared: true });
    const progress = (): string =>
      `${http.answers.size} answers by HTTP, ${scene.results.first.size} by Kafka`;
    const tell = (kill: number): void => say(`${kill} of ${kills} kills; ${progress()}`);
    const counts = await killAgainAndAgain(victims, http, { kills, random: new Random(seed + 1), tell });
    await Promise.all(victims.map((victim) => victim.ready()));
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

type KillOptions = { kills: number; random: Random; tell(kill: number): void };

async function killAgainAndAgain(
  victims: readonly Victim[],
  http: HttpLoad,
  { kills, random, tell }: KillOptions,
) {
  const killsOf: Record<string, number> = {};
  const counts = { killsOf, killsWhileStarting: 0, killsUnderHttp: 0 };
  for (let kill = 1; kill <= kills; kill++) {
    const victim = random.pick(victims);
    const whileStarting = random.chance(0.15);
    // Where there are others, they may still be on their way: it is two, sometimes three, who are away together.
    if (!whileStarting) await victim.ready();
    await sleep(whileStarting ? random.int(0, 900) : random.int(20, 1_000));
    if (whileStarting) counts.killsWhileStarting += 1;
    if (!whileStarting && http.inFlight > 0) counts.killsUnderHttp += 1;
    killsOf[victim.name] = (killsOf[victim.name] ?? 0) + 1;
    await victim.kill();
    victim.launch();
    if (kill % 10 === 0 || kill === kills) tell(kill);
  }
  return counts;
}
