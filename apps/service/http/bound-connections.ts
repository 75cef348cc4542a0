import type { Server } from 'node:http';
import type { Registry } from '@prometheus-io/client';
import { Counter } from '@prometheus-io/client';
import { gauge } from '../operations/metrics/registry.js';

/** Closes connections beyond `max` and counts both kinds, so that a client that leaks connections cannot exhaust the process' file descriptors. */
export function boundConnections(server: Server, max: number, metrics: Registry): void {
  server.maxConnections = max;
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
  });
  gauge(metrics, 'support_access_http_connections', 'HTTP connections that are open', () => open);
  const refused = new Counter({
    name: 'support_access_http_connections_refused_total',
    help: 'HTTP connections that were closed at once because MAX_CONNECTIONS were open',
    registers: [metrics],
  });
  server.on('drop', () => refused.inc());
}
