import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedCommand } from '../support/command-planner.js';
import { shellBlocksOf } from '../readme/blocks.js';
import { expectAsShown, titleOf } from '../readme/expect-as-shown.js';
import { Shell } from '../readme/shell.js';
import { eventStoreUrl, readModelUrl } from '../support/service-under-test.js';
import { SEED, seeded } from '../support/seed.js';
import { ContainersScene } from './containers-scene.js';
import { BEFORE, NEW, use } from './images.js';
import type { Published, Setting } from './setting.js';
import { newProject } from './setting.js';

const FILE = 'docker/single-node.yml';
const START_MS = 300_000;

/** What docker/single-node.yml brings up. */
export const describeSingleNode = (setting: Setting): void => {
  describe('a single node', () => {
    let published: Published;
    let shell: Shell;

    beforeAll(async () => {
      published = await newProject(setting, 'tour', [FILE]);
      const took = await published.project.up();
      setting.say(`single node: healthy after ${took} ms`);
      const { project, httpPort, kafkaPort } = published;
      shell = new Shell({
        ...setting.engine.env,
        HTTP_PORT: `${httpPort}`,
        KAFKA_PORT: `${kafkaPort}`,
        API: `http://127.0.0.1:${httpPort}`,
        KAFKA_BROKERS: `localhost:${kafkaPort}`,
      });
      // The reader's `npm run token` is for development tokens; here the issuer is the container `token`.
      await shell.run(
        `npm() { shift 4; docker compose -p ${project.name} -f ${FILE} run --rm -T token "$@"; }`,
      );
    }, START_MS);
    afterAll(async () => {
      await shell.close();
      await published.project.run('down', '--volumes');
      expect(await published.project.leftBehind()).toEqual([]);
    }, START_MS);

    const tour = shellBlocksOf('docs/tour.md').filter(({ kind }) => kind === '' || kind === 'kafka');
    it.each(tour.map((block) => [titleOf(block), block] as const))('tour, %s', (_, block) =>
      expectAsShown(shell, block),
    );

    it(
      'has all of it after kill -9',
      async () => {
        const trail = `curl -sf $API/v1/workspaces/acme/audit-trail -H "Authorization: Bearer $OLIVIA"`;
        const before = await shell.run(trail);
        expect(JSON.parse(before)).toMatchObject({ entries: expect.arrayContaining([expect.anything()]) });
        const [container] = await published.project.containers('service');
        await published.project.kill(container!);
        await published.project.healthy();
        expect(await shell.run(trail)).toBe(before);
      },
      START_MS,
    );

    it('writes a log of JSON alone', async () => {
      const [container] = await published.project.containers('service');
      const { stdout, stderr } = await setting.engine.docker(['logs', container!]);
      const lines = `${stdout}${stderr}`.trim().split('\n');
      expect(lines.length).toBeGreaterThan(3);
      expect(lines.filter((line) => !isJson(line))).toEqual([]);
    });
  });

  const upgrade = setting.before === undefined ? describe.skip : describe;
  upgrade('an upgrade of a single node, with its volume', () => {
    let published: Published;
    let scene: ContainersScene;

    beforeAll(async () => {
      published = await newProject(setting, 'upgrade', [FILE]);
      await use(setting.engine, BEFORE);
      await published.project.up();
      const { project } = published;
      const volume = project.volume('data');
      scene = await ContainersScene.prepare({
        ...published,
        seed: SEED,
        roles: ['service'],
        stores: () =>
          Promise.resolve({ eventStoreUrl: eventStoreUrl(volume), readModelUrl: readModelUrl(volume) }),
        files: volume,
      });
    }, START_MS);
    afterAll(async () => {
      await use(setting.engine, NEW);
      await scene?.close();
      await published.project.run('down', '--volumes');
    }, START_MS);

    it(
      'loses nothing that either release acknowledged, over kill -9, down and up',
      seeded(async () => {
        const { project } = published;
        const told = ofTheReleaseBefore();
        for (const planned of told) await scene.accepted(planned);

        await use(setting.engine, NEW);
        setting.say(`single node: upgraded and healthy after ${await project.up()} ms`);
        await scene.begin();
        await scene.underLoad(async () => {
          await sleep(2_000);
          const [container] = await project.containers('service');
          await project.kill(container!);
          await project.healthy();
          await sleep(1_000);
        });

        await project.run('down');
        setting.say(`single node: up again after ${await project.up()} ms`);
        await scene.underLoad(() => sleep(2_000));
        expect((await scene.allViolations(told)).slice(0, 20)).toEqual([]);
        setting.say(`single node: acknowledged ${JSON.stringify(scene.acknowledged)}`);
        expect(Math.min(...Object.values(scene.acknowledged))).toBeGreaterThan(50);
      }),
      START_MS * 2,
    );
  });
};

/** What any release knows: a workspace, a grant and a login, for a few workspaces. */
function ofTheReleaseBefore(): PlannedCommand[] {
  return Array.from({ length: 5 }, (_, n) => {
    const workspaceId = `before-${n}`;
    const actor = { id: 'olivia', kind: 'user' as const };
    return [
      {
        type: 'UpdateWorkspace',
        data: { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
      },
      { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes: 10_080, ticketId: 'T-1' } },
      { type: 'RecordSupportLogin', data: { workspaceId, engineer: { id: 'erin' }, ticketId: 'T-1' } },
    ].map((command, at) => ({ commandId: `${workspaceId}-${at}`, command }) as PlannedCommand);
  }).flat();
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
