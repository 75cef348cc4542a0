import { setTimeout as sleep } from 'node:timers/promises';
import { describeWith } from '../engines/engines.js';
import type { KafkaBroker } from '../engines/kafka-broker.js';
import { startPrivateKafkaBroker } from '../engines/kafka-broker.js';
import { CommandPlanner } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import { Random } from '../support/random.js';
import { Scene } from '../support/scene.js';

/** For longer than kafkajs's defaults survive: after some 7 s they give up for good. */
const OUTAGE_MS = 12_000;
const SAMPLE_MS = 250;

describeWith(['private-kafka'], 'the broker away for a while under load', () => {
  it('is said, is survived by the same process, holds up no HTTP, and loses nothing', async () => {
    const broker: KafkaBroker = await startPrivateKafkaBroker();
    const scene = await Scene.prepare('outage', broker.brokers);
    try {
      await scene.begin();
      const { service } = scene;
      const { pid } = service;
      const random = new Random(7);
      const planner = new CommandPlanner(random, {
        workspaces: 200,
        durationMinutes: { least: 60, most: 10_080 },
      });
      const { kafka, http } = scene.startLoad(planner, random, { perSecond: 200, clients: 2 });
      await eventually('commands are answered', () => scene.results.first.size > 200);

      const stoppedAt = performance.now();
      await broker.stop();
      const goneAt = performance.now();
      const reasons = new Set<string>();
      let isSaid = false;
      // However long it takes on a busy machine until it is said.
      while (performance.now() - stoppedAt < OUTAGE_MS || !isSaid) {
        const { status, degraded, components } = (await service.health())!;
        // An owner can revoke over HTTP all the while.
        expect(status).toBe(200);
        isSaid ||= degraded.includes('command consumer');
        for (const [name, { status: is, reason }] of Object.entries(components))
          if (is === 'down') reasons.add(`${name}: ${reason}`);
        expect((await service.get('/health/live')).status).toBe(200);
        await sleep(SAMPLE_MS);
      }
      const backAt = performance.now();
      await broker.start();
      const answersAt = performance.now();
      await service.ready();
      const readyAfterMs = performance.now() - answersAt;

      // By the parts that it concerns.
      expect([...reasons].filter((reason) => !/^(command consumer|event publisher): /.test(reason))).toEqual(
        [],
      );
      expect([...reasons].join('\n')).toMatch(/command consumer: .*(Kafka|broker|coordinator)/i);
      // kafkajs by itself needs 42 s. How long the broker took to start tells how busy the machine is.
      expect(readyAfterMs).toBeLessThan(30_000 + (answersAt - backAt));
      // HTTP did not notice: no refusal, and no pause in which nobody was answered.
      expect([...http.refusals]).toEqual([]);
      const before = http.answeredAt.filter((at) => at < stoppedAt);
      const during = http.answeredAt.filter((at) => at > goneAt && at < backAt);
      expect(longestPause([goneAt, ...during, backAt])).toBeLessThan(3_000 + 3 * longestPause(before));

      await Promise.all([kafka.stop(), http.stop()]);
      await scene.answered(kafka.sent);
      expect(service.pid).toBe(pid);
      expect(service.isRunning).toBe(true);
      const log = await scene.settle();
      const violations = await scene.violationsOfLoads(log, { kafka, http });
      expect(violations).toEqual([]);
    } finally {
      await scene.close();
      await broker.close();
    }
  }, 600_000);
});

const longestPause = (instants: readonly number[]): number =>
  Math.max(...instants.slice(1).map((instant, i) => instant - instants[i]!));
