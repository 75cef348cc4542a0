import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Debian 12 has Docker without the two plug-ins; they run there as the next release has them. */
const RELEASE = 'trixie';
const PACKAGES = ['docker-compose', 'docker-buildx'];
const SOURCE = `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian ${RELEASE} main\n`;
const HOME = resolve('.cache/containers/plugins');

/** Puts `docker compose` and `docker buildx` into a directory; fetched from Debian's archive the first time, and not installed. */
export async function fetchPlugins(into: string): Promise<void> {
  if (!existsSync(HOME)) await fetchTo(HOME);
  await cp(HOME, into, { recursive: true });
}

async function fetchTo(home: string): Promise<void> {
  await mkdir(join(home, '..'), { recursive: true });
  const work = await mkdtemp(`${home}.unfinished-`);
  try {
    for (const directory of ['lists/partial', 'cache/archives/partial', 'unpacked'])
      await mkdir(join(work, directory), { recursive: true });
    await writeFile(join(work, 'sources.list'), SOURCE);
    const options = [
      `Dir::Etc::sourcelist=${join(work, 'sources.list')}`,
      'Dir::Etc::sourceparts=-',
      `Dir::State::lists=${join(work, 'lists')}`,
      `Dir::Cache=${join(work, 'cache')}`,
      'APT::Sandbox::User=root',
    ].flatMap((option) => ['-o', option]);
    run('apt-get', [...options, '-qq', 'update'], work);
    run('apt-get', [...options, '-qq', 'download', ...PACKAGES], work);
    for (const name of await readdir(work))
      if (name.endsWith('.deb')) run('dpkg-deb', ['-x', name, 'unpacked'], work);
    await rename(join(work, 'unpacked/usr/libexec/docker/cli-plugins'), home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function run(command: string, args: string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.at(-1)} ended with ${status}: ${stderr}`);
}
