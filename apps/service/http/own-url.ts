import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a listening server is reached on this machine, such as `http://127.0.0.1:3000`. */
export function ownUrl(server: Pick<Server, 'address'>): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
