import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';

/** An issuer's key set on loopback, with faults on demand. */
export class KeyServer {
  keys: JWK[] = [];
  /** What it answers with; `gone` closes the connection. */
  mode: 'up' | 'gone' | 'error' | 'garbage' | 'redirect' | 'huge' = 'up';
  requests = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<KeyServer> {
    const server = createServer();
    const keyServer = new KeyServer(server);
    server.on('request', (request, response) => keyServer.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return keyServer;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests++;
    const isMoved = this.mode === 'redirect' && request.url === '/jwks.json';
    response.setHeader('Content-Type', 'application/json');
    if (this.mode === 'gone') request.socket.destroy();
    // Where the redirect leads there is a good set: who follows it believes keys that nobody configured.
    else if (isMoved) response.writeHead(302, { Location: '/elsewhere.json' }).end();
    else if (this.mode === 'error') response.writeHead(500).end();
    // A good set, and more bytes than anybody should read.
    else if (this.mode === 'huge') response.end(JSON.stringify({ keys: this.keys }) + ' '.repeat(1_048_576));
    else response.end(this.mode === 'garbage' ? '<html>' : JSON.stringify({ keys: this.keys }));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/jwks.json`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
