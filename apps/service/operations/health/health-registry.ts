import { Injectable } from '@nestjs/common';
import type { Role } from '#config';
import { asError } from '#domain';

/**
 * The health of a component. `standby`: another process is active in this role, and this one would take over. `reason` is one sentence
 * for operators, without secrets.
 */
export type ComponentHealth = { status: 'up'; standby?: true } | { status: 'down'; reason: string };

export type Health = {
  ready: boolean;
  /** Components that are down although the process is ready. */
  degraded: string[];
  components: Record<string, ComponentHealth>;
};

type Check = () => ComponentHealth | Promise<ComponentHealth>;

/** A component that does not answer within this is down. Shorter than the usual timeout of a probe. */
const CHECK_TIMEOUT_MS = 900;

/** The component that goes down when the log was replaced, until the process is restarted. */
export const LOG_IDENTITY = 'log identity';

/**
 * The components without which an `api` takes no commands: the process itself, the log, and its check. It stays ready while read models,
 * brokers or background work are down: an owner must be able to revoke, and other requests answer 503 themselves.
 */
const NEEDED_FOR_COMMANDS: ReadonlySet<string> = new Set([
  'service',
  'event store',
  'evidence',
  LOG_IDENTITY,
]);

/** Down while the log of any workspace is damaged. It does not make a process unready, because other workspaces go on. */
export const LOG = 'log';

/**
 * The health of this process' components, and its readiness. A process with the role `api` is ready when it takes commands over HTTP. Any
 * other process gets no traffic from a balancer and is ready when all its components are up.
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

  /** Makes the process unready for good: it is about to end, for this reason. */
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
    return { status: 'down', reason: asError(error).message };
  } finally {
    clearTimeout(timer);
  }
}
