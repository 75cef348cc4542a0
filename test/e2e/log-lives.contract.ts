/* oxlint-disable jest/no-standalone-expect -- steps of tests in two tiers */
import { openEventReader } from '#event-store';
import { eventually } from '../support/eventually.js';
import type { Answer } from './service-process.js';
import { ServiceProcess } from './service-process.js';

/** One log through several lives of the service, from each clean start to a clean stop. */
export class LogLives {
  #service: ServiceProcess | undefined;

  constructor(readonly env: Record<string, string>) {}

  /** @returns the service, ready; it is killed by {@link end} if nobody stops it before */
  async start(extra: Record<string, string> = {}): Promise<ServiceProcess> {
    const service = (this.#service = await ServiceProcess.start({ ...this.env, ...extra }));
    await eventually('it is ready', () => service.isReady(), {
      timeoutMs: 30_000,
      instead: () => service.output.stdout,
    });
    return service;
  }

  /** Describes these workspaces, one event each. */
  async live(workspaces: readonly string[], extra: Record<string, string> = {}): Promise<void> {
    const service = await this.start(extra);
    for (const workspace of workspaces) expect((await describeIn(service, workspace)).status).toBe(200);
    expect(await service.stop()).toBe(0);
  }

  /**
   * A start that is refused, with exit code 1: before it listens, with a sentence; or, when the check takes longer, after, when
   * health says why while it can be asked and no command is taken. @returns the reason
   */
  async refusal(extra: Record<string, string> = {}): Promise<string> {
    const before = await this.notes();
    const started = await ServiceProcess.start({ ...this.env, ...extra }).catch((error: Error) => error);
    if (started instanceof Error) {
      expect(started.message).toMatch(/^the service ended with 1$/m);
      expect(await this.notes()).toEqual(before);
      return /^support-access: (.*)$/m.exec(started.message)![1]!;
    }
    const service = (this.#service = started);
    let reason = '';
    await eventually('it is refused', async () => {
      const { components } = (await service.get('/health/ready')).body;
      expect(components.evidence.status).toBe('down');
      reason = components.evidence.reason;
      return components.service !== undefined;
    });
    expect((await describeIn(service, 'too-late')).status).toBe(503);
    expect(await service.ended()).toBe(1);
    expect(service.output.stdout).toContain(`FATAL: ${reason}`);
    expect(await this.notes()).toEqual(before);
    return reason;
  }

  /** The checkpoints that are recorded with the log. */
  async notes(): Promise<string[]> {
    const reader = await openEventReader(this.env['EVENT_STORE_URL']!);
    try {
      const all: string[] = [];
      for await (const page of reader.readCheckpoints()) all.push(...page.map(({ note }) => note));
      return all;
    } finally {
      await reader.close();
    }
  }

  async end(): Promise<void> {
    await this.#service?.stop('SIGKILL');
  }
}

export const describeIn = (service: ServiceProcess, workspaceId: string): Promise<Answer> =>
  service.command(`describe-${workspaceId}`, 'UpdateWorkspace', {
    workspaceId,
    tier: 'business',
    forcedSso: false,
    ownerIds: [],
  });
