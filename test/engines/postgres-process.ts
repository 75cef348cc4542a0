import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.js';
import type { PostgresServer } from './postgres.js';
import { endProcess, hasStarted } from './server-process.js';

const USER = 'support';
const PASSWORD = 'for-tests-alone';
const READY = 'database system is ready to accept connections';

/** Debian keeps the server's programs off the path, a directory for each version. */
const DEBIAN = '/usr/lib/postgresql';

/** The directory of the newest `initdb` and `postgres` that are installed. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
  return [...versions.map((version) => join(DEBIAN, version, 'bin')), onPath || DEBIAN].find(
    (bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')),
  );
}

/** PostgreSQL does not run as root. */
type Identity = { uid?: number; gid?: number };

export function serverIdentity(): Identity {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((option) =>
      Number(spawnSync('id', [option, name], { encoding: 'utf8' }).stdout || Number.NaN),
    );
    if (Number.isInteger(uid) && Number.isInteger(gid)) return { uid: uid!, gid: gid! };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody');
}

/** On loopback alone, with a password. Nothing pulls the plug in a test, so nothing waits for the disk. */
const settingsOf = (port: number, more: Readonly<Record<string, string>>): string[] =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port: `${port}`,
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '64MB',
    fsync: 'off',
    ...more,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * The PostgreSQL that is installed here, on a port and a directory of its own. It lives as long as its owner.
 * @param parent its directory is made in it, and the whole is removed in the end; made when it is not given
 */
export async function startPostgresProcess(
  ownerPid: number,
  parent?: string,
  settings: Readonly<Record<string, string>> = {},
  tls?: TlsFiles,
): Promise<PostgresServer> {
  const bin = postgresPrograms()!;
  const identity = serverIdentity();
  parent ??= await mkdtemp(join(tmpdir(), 'support-access-postgres-'));
  const dir = join(parent, 'server');
  try {
    await mkdir(dir);
    // Made for its owner alone, who is not always the server.
    await chmod(parent, 0o755);
    if (identity.uid !== undefined) await chown(dir, identity.uid, identity.gid!);
    await initialise(bin, dir, identity);
    const more = tls ? { ...settings, ...(await tlsSettings(tls, dir, identity)) } : settings;
    const [port] = (await freePorts(1, '127.0.0.1')) as [number];
    const serve = () => run(bin, dir, identity, ownerPid, settingsOf(port, more), parent);
    let server = await serve();
    const kill = (): void => void server.kill('SIGQUIT');
    if (ownerPid === process.pid) process.once('exit', kill);
    return {
      url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
      // SIGINT ends the sessions; SIGTERM would wait for them.
      stop: () => endProcess(server, 'SIGINT'),
      start: async () => {
        server = await serve();
      },
      close: async () => {
        process.removeListener('exit', kill);
        await endProcess(server, 'SIGQUIT');
        await rm(parent, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(parent, { recursive: true, force: true });
    throw error;
  }
}

/** PEM files of a server that can be asked for TLS. */
export type TlsFiles = { key: string; certificate: string };

/** The server reads only a key that is its own. */
async function tlsSettings({ key, certificate }: TlsFiles, dir: string, identity: Identity) {
  const [ownKey, ownCertificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
  await copyFile(key, ownKey);
  await copyFile(certificate, ownCertificate);
  await chmod(ownKey, 0o600);
  for (const file of [ownKey, ownCertificate])
    if (identity.uid !== undefined) await chown(file, identity.uid, identity.gid!);
  return { ssl: 'on', ssl_key_file: ownKey, ssl_cert_file: ownCertificate };
}

async function initialise(bin: string, dir: string, identity: Identity): Promise<void> {
  const passwordFile = join(dir, 'password');
  await writeFile(passwordFile, PASSWORD);
  const args = ['-D', join(dir, 'data'), '-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  args.push('-E', 'UTF8', '--locale=C', '--no-sync');
  const made = spawnSync(join(bin, 'initdb'), args, { encoding: 'utf8', cwd: dir, ...identity });
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.error ?? made.stderr}`);
}

async function run(
  bin: string,
  dir: string,
  identity: Identity,
  ownerPid: number,
  settings: string[],
  parent: string,
): Promise<ChildProcess> {
  const logFile = join(parent, `server-${Date.now()}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(join(bin, 'postgres'), ['-D', join(dir, 'data'), ...settings], {
    cwd: dir,
    stdio: ['ignore', log, log],
    // Ctrl-C on a terminal goes to the owner alone, which then stops the server in its own time.
    detached: true,
    ...identity,
  });
  closeSync(log);
  await hasStarted({ name: 'PostgreSQL', child, logFile, dir: parent, ownerPid, killedBy: 'QUIT' }, READY);
  return child;
}
