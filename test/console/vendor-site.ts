import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const MAX_BODY_BYTES = 100_000;

type Page = { type: string; body: string };

/**
 * A site of another origin than the console's: the vendor's product, and in the tests of forged requests an attacker's page. It is on
 * `localhost` where the console is on 127.0.0.1, so that the two are also different sites to a browser.
 */
export class VendorSite {
  /** What was posted to paths that serve nothing, such as by the desk; newest last. */
  readonly landed: URLSearchParams[] = [];
  /** Every path that was asked for, newest last. */
  readonly asked: string[] = [];
  private readonly pages = new Map<string, Page>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<VendorSite> {
    const server = createServer();
    const site = new VendorSite(server);
    server.on('request', (request, response) => void site.answer(request, response));
    server.listen(0);
    await once(server, 'listening');
    return site;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** The same pages on the console's own host: another origin, and the same site. */
  get originOnSameSite(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Answers a path with this, whatever the method. */
  serve(path: string, body: string, type = 'text/html; charset=utf-8'): void {
    this.pages.set(path, { type, body });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.origin).pathname;
    this.asked.push(path);
    const page = this.pages.get(path);
    if (page) {
      response.writeHead(200, { 'Content-Type': page.type }).end(page.body);
    } else if (request.method === 'POST') {
      this.landed.push(new URLSearchParams(await bodyOf(request)));
      response
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
        .end('<!doctype html><html lang="en"><title>Acme</title><h1>In the workspace</h1></html>');
    } else {
      response.writeHead(404).end();
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MAX_BODY_BYTES) throw new Error('the posted body is too long');
  }
  return text;
}
