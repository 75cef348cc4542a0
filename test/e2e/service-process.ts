import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SupportAccessClient } from '#client';
import type { Ended } from '../support/program.js';
import { Program } from '../support/program.js';

export type Answer = { status: number; headers: Headers; body: Json };
export type Sent = { token?: string; body?: unknown; headers?: Record<string, string> };
// What a test reads out of an answer is checked by what it expects of it.
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export type Directory = { path: string; remove(): Promise<void> };

/** A directory of its own for one service's files. */
export async function temporaryDirectory(parent = tmpdir()): Promise<Directory> {
  const path = await mkdtemp(join(parent, 'support-access-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Embedded, on any free port. */
export const embedded = (directory: string): Record<string, string> => ({
  EVENT_STORE_URL: `sqlite:${join(directory, 'events.db')}`,
  READ_MODEL_URL: `sqlite:${join(directory, 'read-models.db')}`,
  PORT: '0',
});

/** Runs a built program of the service to its end. */
export const runToEnd = (entry: string, args: string[], env: Record<string, string>): Promise<Ended> =>
  Program.launch(`service/${entry}`, { args, env }).toEnd();

/** The built service as a process of its own, for one life. */
export class ServiceProcess {
  private constructor(
    private readonly program: Program,
    readonly address: string,
  ) {}

  /** Resolves when it listens. @throws Error with its output when it ends before */
  static async start(env: Record<string, string>): Promise<ServiceProcess> {
    const program = Program.launch('service/main.js', { env });
    return new ServiceProcess(program, await program.listening());
  }

  get output(): { stdout: string; stderr: string } {
    return this.program.output;
  }

  /** The token that was printed at the start for one role. */
  token(role: string): string {
    return this.program.token(role);
  }

  /** The API for the person whom the start printed a token for. */
  as(role: string): SupportAccessClient {
    return this.client(this.token(role));
  }

  /** The API for a token's bearer. It sends once: a test wants to see what the first answer is. */
  client(token: string): SupportAccessClient {
    return new SupportAccessClient({ baseUrl: this.address, token, retry: { attempts: 1 } });
  }

  async get(path: string, token?: string, headers: Record<string, string> = {}): Promise<Answer> {
    return answerOf(await fetch(this.address + path, { headers: { ...bearer(token), ...headers } }));
  }

  async post(
    path: string,
    body: string | Buffer,
    token?: string,
    type = 'application/json',
  ): Promise<Answer> {
    const headers = { ...bearer(token), 'Content-Type': type };
    return answerOf(await fetch(this.address + path, { method: 'POST', body, headers }));
  }

  /** Whether it is ready with all of its parts, also those that it could do without. */
  async isReady(): Promise<boolean> {
    const { status, body } = await this.get('/health/ready');
    return status === 200 && body.degraded.length === 0;
  }

  /** Any request; a body that is no text is sent as JSON. */
  async send(method: string, path: string, { token, body, headers = {} }: Sent = {}): Promise<Answer> {
    const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return answerOf(
      await fetch(this.address + path, {
        method,
        headers: { ...bearer(token), ...type, ...headers },
        ...(text !== undefined && { body: text }),
      }),
    );
  }

  /** Sends a command as a service does. */
  command(id: string, type: string, data: object): Promise<Answer> {
    const event = { specversion: '1.0', id, source: 'e2e', type, data };
    return this.post(
      '/v1/commands',
      JSON.stringify(event),
      this.token('service'),
      'application/cloudevents+json',
    );
  }

  /** @returns the exit code; `null` when a signal ended it */
  stop(signal?: NodeJS.Signals): Promise<number | null> {
    return this.program.stop(signal);
  }

  /** Resolves with its exit code when it has ended, for whatever reason; `null` when a signal ended it. */
  ended(): Promise<number | null> {
    return this.program.ended();
  }
}

const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` };

/** One JSON document; `application/x-ndjson` holds many. */
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/;

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = JSON_TYPE.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
