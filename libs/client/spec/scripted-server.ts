import { once } from 'node:events';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: string };
export type Step = (response: ServerResponse, request: Seen) => void;

/** A real server that does what it is told to, request by request, and keeps what it was asked. */
export class ScriptedServer {
  readonly seen: Seen[] = [];
  /** How many answers were closed, whoever closed them. */
  closed = 0;
  private steps: Step[] = [];

  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const scripted = new ScriptedServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      response.on('close', () => scripted.closed++);
      void text(request).then((body) => {
        const { method = '', url = '', headers } = request;
        const seen = { method, url, headers, body };
        scripted.seen.push(seen);
        const step = scripted.steps.shift();
        if (step === undefined) response.writeHead(500).end('more was asked than the script has');
        else step(response, seen);
      });
    });
    return scripted;
  }

  /** What comes next; nothing of what was there before. */
  play(...steps: Step[]): void {
    this.steps = steps;
    this.seen.length = 0;
    this.closed = 0;
  }

  /** Resolves when it was asked for the first time since the play began, and a moment has passed. */
  async asked(): Promise<void> {
    while (this.seen.length === 0) await sleep(5);
    await sleep(20);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

export const json =
  (body: unknown, status = 200): Step =>
  (response) =>
    void response
      .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body));

export const problem =
  (status: number, code: string, headers: Record<string, string> = {}): Step =>
  (response) => {
    const document = { type: 'urn:x', title: 'x', status, detail: 'because', code };
    void response
      .writeHead(status, { 'Content-Type': 'application/problem+json', ...headers })
      .end(JSON.stringify(document));
  };

export const html =
  (status: number): Step =>
  (response) =>
    void response.writeHead(status, { 'Content-Type': 'text/html' }).end('<h1>gateway</h1>');

/** The connection goes before there is an answer. */
export const hangUp: Step = (response) => void response.destroy();

/** The connection goes in the midst of the answer. */
export const breakOff: Step = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
  response.write('{"commandId":', () => response.destroy());
};

/** Takes the request and says nothing, ever. */
export const silence: Step = () => undefined;
