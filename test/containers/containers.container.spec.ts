import { describeWith } from '../engines/engines.js';
import { makeBaseImages } from './base-images.js';
import { describeCluster } from './cluster.contract.js';
import { DockerEngine } from './docker-engine.js';
import { describeImage } from './image.contract.js';
import { buildDouble, buildImage, buildImageOf } from './images.js';
import { releaseBefore } from './release-before.js';
import { describeSingleNode } from './single-node.contract.js';
import type { Setting } from './setting.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

describeWith(['containers', 'kcat'], 'containers, in a Docker engine of our own', () => {
  const before = releaseBefore();
  if (before === undefined)
    say(
      'Skipped: the upgrade from the release before. The clone does not go back so far: git fetch --unshallow',
    );
  const setting = { before, say } as Setting;

  beforeAll(async () => {
    const startedAt = performance.now();
    setting.engine = await DockerEngine.start();
    await makeBaseImages(setting.engine);
    say(`base images: after ${Math.round(performance.now() - startedAt)} ms`);
    say(`image: built in ${await buildImage(setting.engine)} ms`);
    await buildDouble(setting.engine);
    if (before !== undefined) await buildImageOf(setting.engine, before);
    say(`all images: after ${Math.round(performance.now() - startedAt)} ms`);
  }, 1_500_000);
  afterAll(() => setting.engine?.close(), 400_000);

  describeImage(setting);
  describeSingleNode(setting);
  describeCluster(setting);
});
