import { Injectable } from '@nestjs/common';
import type { Role } from '#config';

/**
 * What a component says of itself. `standby`: another process does it, and this one would take over. `reason` is for
 * operators: one sentence, no secrets.
 */
export type ComponentHealth = { status: 'up'; standby?: true } | { status: 'down'; reason: string };

export type Health = {
  ready: boolean;
  /** Components that are down without which this process is ready all the same. */
  degraded: string[];
  components: Record<string, ComponentHealth>;
};

type Check = () => ComponentHealth | Promise<ComponentHealth>;

/** A component that does not answer within this is down: probes themselves give up after a second or so. */
const CHECK_TIMEOUT_MS = 900;

/** Down once the log was found to be another one than before: nothing of it is believed, until this process is started anew. */
export const LOG_IDENTITY = 'log identity';

/**
 * What an `api` needs to take a command: the process itself, the log, and its check. Read models, brokers and background work
 * may be away meanwhile: an owner must be able to revoke, and the requests that need what is away say so themselves.
 */
const NEEDED_FOR_COMMANDS: ReadonlySet<string> = new Set([
  'service',
  'event store',
  'evidence',
  LOG_IDENTITY,
]);

/** Down while the log of any workspace is damaged: all others go on, so it makes nobody unready. */
export const LOG = 'log';

/**
 * How the components of this process are, and whether it is to be sent work. A process with the role `api` is ready when it
 * takes commands over HTTP; any other is sent nothing by a balancer, and is ready when all of its components are well.
 */
@Injectable()
export class HealthRegistry {
  private readonly checks = new Map<string, Check>();
  private readonly isApi: boolean;
  private verdict: string | undefined;

  constructor(roles: ReadonlySet<Role>) {
    this.isApi = roles.has('api');
  }

  register(component: string, check: Check): void {
    this.checks.set(component, check);
  }

  /** From now on not ready, whatever the components say: the process is about to end, for this reason. */
  condemn(reason: string): void {
    this.verdict ??= reason;
  }

  async read(): Promise<Health> {
    const answers = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await answerOf(check)] as const),
    );
    const components: Record<string, ComponentHealth> = Object.fromEntries(answers);
    if (this.verdict !== undefined) components['service'] = { status: 'down', reason: this.verdict };
    const down = Object.keys(components).filter((name) => components[name]!.status === 'down');
    const degraded = down.filter((name) => !this.isNeeded(name));
    return { ready: degraded.length === down.length, degraded, components };
  }

  private isNeeded(component: string): boolean {
    if (component === LOG) return false;
    return !this.isApi || NEEDED_FOR_COMMANDS.has(component);
  }
}

async function answerOf(check: Check): Promise<ComponentHealth> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ComponentHealth>((resolve) => {
    const reason = `did not answer within ${CHECK_TIMEOUT_MS} ms`;
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, { status: 'down', reason });
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return { status: 'down', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
