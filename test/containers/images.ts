import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DockerEngine } from './docker-engine.js';
import { unpackRelease } from './release-before.js';

/** The image that both compose files run. */
export const IMAGE = 'support-access:local';
export const NEW = 'support-access:new';
export const BEFORE = 'support-access:before';
const DOUBLE = 'support-access-tests/eventstoredb-double:local';

/** Builds this tree's image without anything of an earlier build. @returns how long it took, in ms */
export async function buildImage(docker: DockerEngine): Promise<number> {
  const before = performance.now();
  await docker.docker(['build', '--no-cache', '-q', '-f', 'docker/Dockerfile', '-t', NEW, '-t', IMAGE, '.']);
  return Math.round(performance.now() - before);
}

/** Builds the image of another commit by that commit's own Dockerfile. */
export async function buildImageOf(docker: DockerEngine, commit: string): Promise<void> {
  const context = await mkdtemp(join(docker.directory, 'release-'));
  unpackRelease(commit, context);
  await docker.docker(['build', '-q', '-f', join(context, 'docker/Dockerfile'), '-t', BEFORE, context]);
  await rm(context, { recursive: true, force: true });
}

/** What compose runs from now on. */
export const use = (docker: DockerEngine, image: string): Promise<unknown> =>
  docker.docker(['tag', image, IMAGE]);

/** The double in place of EventStoreDB, of this tree's build. */
export async function buildDouble(docker: DockerEngine): Promise<void> {
  const context = await mkdtemp(join(docker.directory, 'double-'));
  await cp('test/containers/images/eventstoredb-double', context, { recursive: true });
  await cp('dist/test', join(context, 'dist/test'), { recursive: true });
  await docker.docker(['build', '-q', '-t', DOUBLE, context]);
  await rm(context, { recursive: true, force: true });
}
