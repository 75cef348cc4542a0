import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { SmallDisk } from '../engines/small-disk.js';
import { CommandPlanner } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import type { HttpLoad } from '../support/http-load.js';
import { Random } from '../support/random.js';
import { Scene, temporaryDirectory } from '../support/scene.js';
import { eventStoreUrl, readModelUrl } from '../support/service-under-test.js';

/** Room for the files and their write-ahead logs before it is filled. */
const DISK_MEGABYTES = 128;
const FULL_MS = 4_000;

describeWith(['kafka', 'small-disk'], 'the disk full under load', () => {
  it('is said, holds the partitions, answers 503, and loses nothing', async () => {
    const directory = await temporaryDirectory('disk');
    const mountPoint = join(directory, 'disk');
    await mkdir(mountPoint);
    const disk = await SmallDisk.mount(mountPoint, DISK_MEGABYTES);
    const scene = await Scene.prepare('disk', await sharedKafkaBrokers(), {
      directory,
      through: disk.through,
      env: {
        EVENT_STORE_URL: eventStoreUrl(mountPoint),
        READ_MODEL_URL: readModelUrl(mountPoint),
        // With a reserve revocations would go on: see libs/event-store/sqlite/disk-reserve.contract.spec.ts.
        DISK_RESERVE_MIB: '0',
      },
    });
    try {
      await scene.begin();
      const { service } = scene;
      const { pid } = service;
      const random = new Random(5);
      const planner = new CommandPlanner(random, {
        workspaces: 200,
        durationMinutes: { least: 60, most: 10_080 },
      });
      const { kafka, http } = scene.startLoad(planner, random, { perSecond: 200, clients: 4 });
      await eventually(
        'commands are answered',
        () => scene.results.first.size > 200 && http.answers.size > 20,
      );

      await disk.fill();
      const isSaid = async (): Promise<boolean> =>
        (await service.health())?.components['event store']?.status === 'down';
      await eventually('the full disk is said', isSaid, { instead: () => service.output });
      expect((await service.health())?.status).toBe(503);
      // What room there was inside the files is used up before everything stands still.
      await eventually('nothing new is executed', () => standsStill(scene, http), { everyMs: 0 });
      const refusedBefore = http.refusals.get(503) ?? 0;
      const held = counts(scene, http);
      await sleep(FULL_MS);
      expect(counts(scene, http)).toEqual(held);
      // What was recorded before can be answered again; what is new waits in its partition.
      expect(await scene.committed()).toBeLessThan(await scene.produced(scene.topics.commands));
      expect((await service.health())?.status).toBe(503);
      expect((await service.get('/health/live')).status).toBe(200);
      expect(http.refusals.get(503)).toBeGreaterThan(refusedBefore);

      await disk.free();
      await service.ready();
      await eventually('commands are answered again', () => http.answers.size > held.answers + 20);
      await Promise.all([kafka.stop(), http.stop()]);
      await scene.answered(kafka.sent);
      expect(service.pid).toBe(pid);
      expect(service.isRunning).toBe(true);
      expect([...http.refusals.keys()]).toEqual([503]);
      expect(http.withoutRetryAfter).toBe(0);
      expect(await scene.produced(scene.topics.deadLetters)).toBe(0n);

      await scene.stopInOrder();
      await cp(disk.path, directory, { recursive: true });
      const log = await scene.settle();
      const violations = await scene.violationsOfLoads(log, { kafka, http });
      expect(violations).toEqual([]);
    } finally {
      await scene.service.stop('SIGKILL');
      await disk.unmount();
      await scene.close();
    }
  }, 600_000);
});

/** What grows while commands are executed. */
const counts = (scene: Scene, http: HttpLoad) => ({
  results: scene.results.first.size,
  answers: http.answers.size,
});

async function standsStill(scene: Scene, http: HttpLoad): Promise<boolean> {
  const before = counts(scene, http);
  await sleep(1_500);
  const after = counts(scene, http);
  return before.results === after.results && before.answers === after.answers;
}
