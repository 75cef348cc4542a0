import type { ChildProcess } from 'node:child_process';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.js';
import { programEnv } from '../support/program-env.js';
import { tail } from '../engines/server-process.js';
import { fetchPlugins } from './docker-plugins.js';

/** On a disk: what is acknowledged is to be written for real. */
const PARENT = '/var/tmp';
const PROGRAMS = ['dockerd', 'docker', 'iptables', 'iptables-save', 'ip', 'debootstrap'];
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

export const HOW_TO_GET_DOCKER =
  'on Debian or a relative of it, as root: apt-get install docker.io iptables iproute2 debootstrap; no other Docker may be running';

/** Whether a Docker engine of the tests' own can be started here. */
export const canRunDocker = (): boolean =>
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  PROGRAMS.every((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0) &&
  // One that runs already has the bridge and the rules that this one would make, and its images are not to be mixed with ours.
  !existsSync('/sys/class/net/docker0');

export type DockerResult = { stdout: string; stderr: string };

/**
 * A Docker engine of the tests' own: its socket, its images and its containers are seen by nobody else, and nothing is left of it
 * in the end.
 */
export class DockerEngine {
  private constructor(
    private readonly dockerd: ChildProcess,
    readonly directory: string,
    /** What makes `docker` talk to it. */
    readonly env: Record<string, string>,
  ) {}

  static async start(): Promise<DockerEngine> {
    const directory = await mkdtemp(join(PARENT, 'support-access-docker-'));
    const config = join(directory, 'config');
    await mkdir(config);
    await fetchPlugins(join(config, 'cli-plugins'));
    await writeFile(join(directory, 'iptables.before'), spawnSync('iptables-save').stdout);
    const socket = `unix://${join(directory, 'docker.sock')}`;
    const logFile = join(directory, 'dockerd.log');
    const log = openSync(logFile, 'a');
    const places = ['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'run')];
    const listens = ['--host', socket, '--pidfile', join(directory, 'pid')];
    // Not larger packets than any network on the way takes.
    const dockerd = spawn('dockerd', [...listens, ...places, '--mtu', '1400'], {
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    dockerd.unref();
    const attend = fileURLToPath(new URL('attend.sh', import.meta.url));
    spawn('sh', [attend, `${process.pid}`, `${dockerd.pid}`, directory], {
      stdio: 'ignore',
      detached: true,
    }).unref();
    const env = { DOCKER_HOST: socket, DOCKER_CONFIG: config, DOCKER_BUILDKIT: '1' };
    const isUp = (): boolean => {
      if (dockerd.exitCode !== null) throw new Error('dockerd ended');
      return (
        spawnSync('docker', ['version'], { env: { ...programEnv(), ...env }, stdio: 'ignore' }).status === 0
      );
    };
    await eventually('dockerd answers', isUp, { timeoutMs: 60_000, everyMs: 200 }).catch(
      async (error: unknown) => {
        throw new Error(`${String(error)}:\n${await tail(logFile)}`);
      },
    );
    return new DockerEngine(dockerd, directory, env);
  }

  /** What the daemon keeps of a volume, as root of this machine sees it. */
  volume(name: string): string {
    return join(this.directory, 'data/volumes', name, '_data');
  }

  /** Runs the command line. @throws with what it said, when it ends with anything but 0 */
  async docker(args: readonly string[], extra: Record<string, string> = {}): Promise<DockerResult> {
    const options = { env: { ...programEnv(), ...this.env, ...extra }, maxBuffer: MAX_OUTPUT_BYTES };
    try {
      return await promisify(execFile)('docker', [...args], options);
    } catch (error) {
      const { stdout = '', stderr = '' } = error as Partial<DockerResult>;
      throw new Error(`docker ${args.join(' ')}: ${(stdout + stderr).slice(-8_000)}`, { cause: error });
    }
  }

  /** The lines of one column of a listing, such as `['volume', 'ls', '-q']`. */
  async lines(args: readonly string[]): Promise<string[]> {
    return (await this.docker(args)).stdout.split('\n').filter((line) => line !== '');
  }

  /** Resolves when nothing of it is left: the one who attends it removes its directory last. */
  async close(): Promise<void> {
    // What a test that failed has left: containers that would be given time to stop, and bridges that would stay.
    const containers = await this.lines(['ps', '--all', '--quiet']);
    if (containers.length > 0) await this.docker(['rm', '--force', ...containers]);
    await this.docker(['network', 'prune', '--force']);
    this.dockerd.kill('SIGTERM');
    await eventually('the engine is gone', () => !existsSync(this.directory), {
      timeoutMs: 300_000,
      everyMs: 200,
    });
  }
}
