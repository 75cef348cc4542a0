import { eventually } from '../support/eventually.js';
import type { DockerEngine } from './docker-engine.js';

/** What is brought up from one or more compose files, under a name of its own. */
export class ComposeProject {
  constructor(
    private readonly engine: DockerEngine,
    readonly name: string,
    private readonly files: readonly string[],
    private readonly env: Record<string, string>,
  ) {}

  /** Runs `docker compose`. @returns its standard output */
  async run(...args: string[]): Promise<string> {
    const files = this.files.flatMap((file) => ['-f', file]);
    const { stdout } = await this.engine.docker(['compose', '-p', this.name, ...files, ...args], this.env);
    return stdout.trim();
  }

  /** @returns how long it took until everything was healthy, in ms */
  async up(...services: string[]): Promise<number> {
    const before = performance.now();
    await this.run('up', '--detach', '--no-build', '--wait', '--wait-timeout', '300', ...services);
    return Math.round(performance.now() - before);
  }

  /** The names of the containers that are there, running or not. */
  containers(...services: string[]): Promise<string[]> {
    const ofServices = services.map((service) => `label=com.docker.compose.service=${service}`);
    const filters = [`label=com.docker.compose.project=${this.name}`, ...ofServices];
    const options = filters.flatMap((filter) => ['--filter', filter]);
    return this.engine.lines(['ps', '--all', '--format', '{{.Names}}', ...options]);
  }

  /** As the kernel does when there is no memory left: everything in it at once. It comes back by its restart policy alone. */
  async kill(container: string): Promise<void> {
    const pid = await this.inspect<number>(container, '.State.Pid');
    const startedAt = await this.inspect<string>(container, '.State.StartedAt');
    process.kill(pid, 'SIGKILL');
    const isBack = async (): Promise<boolean> =>
      (await this.inspect<boolean>(container, '.State.Running')) &&
      (await this.inspect<string>(container, '.State.StartedAt')) !== startedAt;
    await eventually(`${container} is started again`, isBack, { timeoutMs: 60_000, everyMs: 200 });
  }

  /** Resolves when all that stays says that it is well. */
  async healthy(): Promise<void> {
    const label = ['--filter', `label=com.docker.compose.project=${this.name}`];
    const listed = (...filters: string[]): Promise<string[]> =>
      this.engine.lines(['ps', '--format', '{{.Names}} {{.Status}}', ...label, ...filters]);
    let ill: string[] = [];
    const areWell = async (): Promise<boolean> => {
      const well = new Set(await listed('--filter', 'health=healthy'));
      ill = (await listed()).filter((line) => !well.has(line));
      return well.size > 0 && ill.length === 0;
    };
    await eventually('every container is healthy', areWell, {
      timeoutMs: 300_000,
      everyMs: 500,
      instead: () => ill.join('\n'),
    });
  }

  async inspect<T>(container: string, format: string): Promise<T> {
    const { stdout } = await this.engine.docker(['inspect', '--format', `{{json ${format}}}`, container]);
    return JSON.parse(stdout) as T;
  }

  /** Where root of this machine reaches a container, also on a network that is not routed. */
  async address(service: string): Promise<string> {
    const [container] = await this.containers(service);
    const networks = await this.inspect<Record<string, { IPAddress: string }>>(
      container!,
      '.NetworkSettings.Networks',
    );
    return Object.values(networks)[0]!.IPAddress;
  }

  volume(name: string): string {
    return this.engine.volume(`${this.name}_${name}`);
  }

  /** What is left of it, or of nobody: containers, networks, and volumes with or without a name. */
  async leftBehind(): Promise<string[]> {
    const label = ['--filter', `label=com.docker.compose.project=${this.name}`];
    return [
      ...(await this.containers()),
      ...(await this.engine.lines(['network', 'ls', '--format', '{{.Name}}', ...label])),
      ...(await this.engine.lines(['volume', 'ls', '--quiet'])),
    ];
  }
}
