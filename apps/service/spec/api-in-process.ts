import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { pino } from 'pino';
import { Registry } from '@prometheus-io/client';
import type { FurtherClaims, UserRole } from '#auth';
import { DevelopmentTokens } from '#auth';
import { CommandDoor, WorkspaceFolds } from '#commands';
import type { Clock } from '#config';
import { parseConfig, systemClock } from '#config';
import type { EventStore, Position, RecordedEvent } from '#event-store';
import { LOG_START, openEventStore } from '#event-store';
import type { ReadModels } from '#read-models';
import { openReadModels } from '#read-models';
import { createVerifier } from '../auth/create-verifier.js';
import type { Evidence } from '../ports.js';
import { HealthRegistry } from '../operations/health/health-registry.js';
import { createApp } from '../create-app.js';
import { mountConsole } from '../mount-console.js';

export type Sent = { token?: string; body?: unknown; headers?: Record<string, string> };
// What a test reads out of an answer is checked by what it expects of it.
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = { status: number; headers: Headers; body: any; text: string };

/**
 * The HTTP API without a second process or thread: the embedded store, and read models that have followed every
 * command by the time that it is answered. There is no evidence behind it.
 */
export class ApiInProcess {
  /** Everything that the service logged, one JSON object for each line. */
  readonly logged: Record<string, unknown>[] = [];
  private followed: Position = LOG_START;

  private constructor(
    private readonly directory: string,
    private readonly store: EventStore,
    private readonly models: ReadModels,
    readonly metrics: Registry,
    private readonly tokens: DevelopmentTokens,
  ) {}

  private app!: NestFastifyApplication;
  address = '';

  /**
   * @param variables of the environment, besides where the files are
   * @param consoleClock where given, the console is served, too, by this clock
   * @param asSeen what the API sees of the store
   */
  static async open(
    variables: Record<string, string> = {},
    consoleClock?: Clock,
    asSeen = (store: EventStore): EventStore => store,
  ): Promise<ApiInProcess> {
    const directory = mkdtempSync(join(tmpdir(), 'support-access-api-'));
    const config = parseConfig({
      EVENT_STORE_URL: `sqlite:${join(directory, 'events.db')}`,
      READ_MODEL_URL: `sqlite:${join(directory, 'read-models.db')}`,
      ...variables,
    });
    const store = await openEventStore(config.eventStoreUrl);
    const models = await openReadModels(config.readModelUrl);
    const tokens = await DevelopmentTokens.open(join(directory, 'dev-keys'));
    const seen = asSeen(store);
    const folds = new WorkspaceFolds(seen);
    const metrics = new Registry();
    const api = new ApiInProcess(directory, store, models, metrics, tokens);
    const lines: DestinationStream = {
      write: (line: string) => void api.logged.push(JSON.parse(line) as Record<string, unknown>),
    };
    const logger = pino({}, lines);
    const parts = {
      config,
      clock: systemClock,
      logger,
      health: new HealthRegistry(config.roles),
      metrics,
      tracer: undefined,
      verifier: await createVerifier(config.auth),
      api: {
        door: new CommandDoor(seen, systemClock, { policy: config.policy, folds }),
        folds,
        reader: seen,
        queries: models.queries,
        evidence: {} as Evidence,
      },
    };
    api.app = await createApp(parts, async (fastify) => {
      if (consoleClock) await mountConsole(fastify, { config, clock: consoleClock, logger });
    });
    await api.app.listen(variables['PORT'] ?? 0, '127.0.0.1');
    api.address = await api.app.getUrl();
    return api;
  }

  token(role: UserRole, sub: string, claims: FurtherClaims = {}): Promise<string> {
    return this.tokens.sign([role], sub, claims);
  }

  async send(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    { token, body, headers }: Sent = {},
  ): Promise<Answer> {
    const response = await fetch(this.address + path, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    await this.follow();
    // One JSON document; application/x-ndjson holds many.
    const isJson = /^application\/(?:[\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : undefined,
      text,
    };
  }

  /** A form, as OAuth has it. */
  async sendForm(path: string, body: string, token: string): Promise<Omit<Answer, 'headers'>> {
    const response = await fetch(this.address + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    });
    const text = await response.text();
    await this.follow();
    return { status: response.status, body: JSON.parse(text), text };
  }

  /** The whole log. */
  async events(): Promise<RecordedEvent[]> {
    const all: RecordedEvent[] = [];
    for await (const page of this.store.readAll(LOG_START)) all.push(...page);
    return all;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.models.close();
    await this.store.close();
    rmSync(this.directory, { recursive: true });
  }

  /** Brings the read models up to the log; {@link send} does so itself. */
  async follow(): Promise<void> {
    for await (const page of this.store.readAll(this.followed)) {
      await this.models.apply(page, page.at(-1)!.position);
      this.followed = page.at(-1)!.position;
    }
  }
}
