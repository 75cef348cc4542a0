import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { Registry } from '@prometheus-io/client';
import { boundConnections } from './bound-connections.js';

it('closes a connection beyond the bound, and takes another one when there is room again', async () => {
  const server = createServer((_request, response) => response.end());
  const metrics = new Registry();
  boundConnections(server, 1, metrics);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const first = connect(port, '127.0.0.1');
  await once(server, 'connection');
  const second = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(second, 'close');
  const text = await metrics.metrics();
  expect(text).toContain('support_access_http_connections 1\n');
  expect(text).toContain('support_access_http_connections_refused_total 1\n');
  first.destroy();
  await once(first, 'close');
  for (let taken = false; !taken;) {
    const third = connect(port, '127.0.0.1').on('error', () => undefined);
    third.end('GET / HTTP/1.0\r\n\r\n');
    let answer = '';
    third.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    await once(third, 'close');
    taken = answer.startsWith('HTTP/1.1 200');
  }
  server.close();
});
