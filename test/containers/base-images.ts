import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fetchKafkaJars, KAFKA_VERSION } from '../engines/kafka-artifacts.js';
import type { DockerEngine } from './docker-engine.js';

const DEBIAN = 'debian:bookworm-slim';
const RECIPES = 'test/containers/images';
const CACHE = resolve('.cache/containers');
/** What packages bring for people alone: the slim image of Debian does not have it either. */
const NOT_SLIM = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/info',
  'var/lib/apt/lists',
];

type Recipe = { name: string; tag: string; files?: (context: string) => Promise<void> };

/**
 * The images that the files of docker/ ask for, made under their names and tags, since no registry is reached: Debian by
 * debootstrap, Node.js from this machine, the others of Debian's packages and of Kafka's jars. They are kept for the next run by hand.
 */
export async function makeBaseImages(docker: DockerEngine): Promise<void> {
  const recipes = await allRecipes();
  const kept = join(CACHE, `base-images-${await keyOf(recipes)}.tar`);
  if (existsSync(kept)) return void (await docker.docker(['load', '-q', '-i', kept]));
  await makeDebian(docker);
  for (const recipe of recipes) await make(docker, recipe);
  // oxlint-disable-next-line node/no-process-env -- says whether there is a next run
  if (process.env.CI === 'true') return;
  await mkdir(CACHE, { recursive: true });
  for (const old of await readdir(CACHE)) if (old.startsWith('base-images-')) await rm(join(CACHE, old));
  await docker.docker(['save', '-o', `${kept}.new`, DEBIAN, ...recipes.map(({ tag }) => tag)]);
  await rename(`${kept}.new`, kept);
}

async function allRecipes(): Promise<Recipe[]> {
  const compose = await readFile('docker-compose.yml', 'utf8');
  const asked = (name: string): string => new RegExp(`image: (${name}:\\S+)`).exec(compose)![1]!;
  const [, node] = /^ARG NODE_IMAGE=(\S+)/m.exec(await readFile('docker/Dockerfile', 'utf8'))!;
  return [
    { name: 'node', tag: node!, files: nodeFiles },
    { name: 'postgres', tag: asked('postgres') },
    { name: 'haproxy', tag: asked('haproxy') },
    { name: 'prometheus', tag: asked('prom/prometheus') },
    {
      name: 'kafka',
      tag: asked('apache/kafka'),
      files: async (to) => copy(await fetchKafkaJars(), to, 'jars'),
    },
  ];
}

async function keyOf(recipes: readonly Recipe[]): Promise<string> {
  const hash = createHash('sha256').update(`${process.version} ${KAFKA_VERSION}`);
  for (const { name, tag } of recipes) {
    hash.update(tag);
    for (const file of (await readdir(join(RECIPES, name))).sort())
      hash.update(file).update(await readFile(join(RECIPES, name, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

async function makeDebian(docker: DockerEngine): Promise<void> {
  const root = join(docker.directory, 'debian');
  await promisify(execFile)(
    'debootstrap',
    ['--variant=minbase', 'bookworm', root, 'http://deb.debian.org/debian'],
    { maxBuffer: 2 ** 26 },
  );
  for (const path of NOT_SLIM) await rm(join(root, path), { recursive: true, force: true });
  await rm(join(root, 'var/cache/apt'), { recursive: true, force: true });
  for (const path of ['var/lib/apt/lists/partial', 'var/cache/apt/archives/partial'])
    await mkdir(join(root, path), { recursive: true });
  const archive = join(docker.directory, 'debian.tar');
  const packed = spawnSync('tar', ['-C', root, '-cf', archive, '.'], { encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`tar: ${packed.stderr}`);
  await docker.docker(['import', archive, DEBIAN]);
  await Promise.all([rm(root, { recursive: true, force: true }), rm(archive)]);
}

async function make(docker: DockerEngine, { name, tag, files }: Recipe): Promise<void> {
  const context = await mkdtemp(join(docker.directory, `${name}-`));
  await cp(join(RECIPES, name), context, { recursive: true });
  await files?.(context);
  await docker.docker(['build', '-q', '-t', tag, context]);
  await rm(context, { recursive: true, force: true });
}

/** The Node.js that runs this, and the npm beside it on the path. */
async function nodeFiles(context: string): Promise<void> {
  const npm = spawnSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).stdout.trim();
  await copy(process.execPath, context, 'node');
  await copy(dirname(dirname(realpathSync(npm))), context, 'npm');
  await copy('/etc/ssl/certs/ca-certificates.crt', context, 'ca-certificates.crt');
}

const copy = (from: string, context: string, name: string): Promise<void> =>
  cp(realpathSync(from), join(context, name), { recursive: true, dereference: true });
