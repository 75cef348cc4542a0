import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { readTraces } from './otlp-traces.js';
import type { ReceivedSpan } from './otlp-traces.js';

/**
 * A double of an OpenTelemetry collector: takes traces by OTLP over HTTP in protobuf, on loopback, and keeps them. It refuses
 * whatever is not such a request, so that a sender that speaks otherwise is not taken for one that does.
 */
export class OtlpCollector {
  readonly spans: ReceivedSpan[] = [];
  /** Of each request that was taken. */
  readonly headers: IncomingMessage['headers'][] = [];
  /** How requests are answered from now on; `never`: not at all. */
  answer: 200 | 400 | 503 | 'never' = 200;
  requests = 0;

  private constructor(private readonly server: Server) {}

  static async start(port = 0): Promise<OtlpCollector> {
    const server = createServer();
    const collector = new OtlpCollector(server);
    server.on('request', (request, response) => {
      void collector.receive(request).then((status) => {
        if (status === 'never') return;
        response.writeHead(status, { 'Content-Type': 'application/x-protobuf' }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return collector;
  }

  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is set to. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage): Promise<number | 'never'> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.requests += 1;
    if (request.method !== 'POST' || request.url !== '/v1/traces') return 404;
    if (request.headers['content-type'] !== 'application/x-protobuf') return 415;
    if (this.answer !== 200) return this.answer;
    const body = Buffer.concat(chunks);
    this.spans.push(...readTraces(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
    this.headers.push(request.headers);
    return 200;
  }
}
