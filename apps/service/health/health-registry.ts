import { Injectable } from '@nestjs/common';

/**
 * What a component says of itself. `standby`: another process does it, and this one would take over. `reason` is for
 * operators: one sentence, no secrets.
 */
export type ComponentHealth = { status: 'up'; standby?: true } | { status: 'down'; reason: string };

export type Health = { ready: boolean; components: Record<string, ComponentHealth> };

type Check = () => ComponentHealth | Promise<ComponentHealth>;

/** A component that does not answer within this is down: probes themselves give up after a second or so. */
const CHECK_TIMEOUT_MS = 900;

/** Everything that must be well for this process to be sent work. */
@Injectable()
export class HealthRegistry {
  private readonly checks = new Map<string, Check>();
  private verdict: string | undefined;

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
    return { ready: Object.values(components).every(({ status }) => status === 'up'), components };
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
