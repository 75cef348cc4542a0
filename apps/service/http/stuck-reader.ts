import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How often it is looked whether a reader has taken anything, within the time that it may take nothing. */
const LOOKS = 6;

/** The system's table of connections is read at most this often, however many readers are slow. */
const TABLE_AGE_MS = 250;

/** Where the system does not tell what was sent, only the socket's own buffer shows it, which moves rarely. */
const FACTOR_WITHOUT_TABLE = 4;

/**
 * Closes the connection of a reader who takes nothing for so long. What Node handed to the system is no measure: the system takes megabytes at a
 * time and more only when a third of them is gone, which takes a slow reader minutes. So on Linux it is asked how much it has not sent yet.
 * @param cut is told before the connection is closed
 */
export function closeStuckReader(response: ServerResponse, stuckMs: number, cut: () => void): void {
  let seen: string | undefined;
  let since = performance.now();
  const look = (): void => {
    const { socket } = response;
    if (socket === null) return;
    const isBehind = response.writableLength > 0;
    const unsent = isBehind ? unsentBytes(socket) : undefined;
    const state = isBehind ? `${socket.bytesWritten} ${socket.writableLength} ${unsent}` : undefined;
    if (state === undefined || state !== seen) {
      seen = state;
      since = performance.now();
      return;
    }
    const patienceMs = unsent === undefined ? stuckMs * FACTOR_WITHOUT_TABLE : stuckMs;
    if (performance.now() - since < patienceMs) return;
    cut();
    socket.destroy();
  };
  const timer = setInterval(look, stuckMs / LOOKS);
  response.once('close', () => clearInterval(timer));
}

let table: { text: string; at: number } | undefined;

/** What the other side has not acknowledged, of this connection; undefined elsewhere than on Linux. */
function unsentBytes({ localPort, remotePort }: Socket): string | undefined {
  if (table === undefined || performance.now() - table.at >= TABLE_AGE_MS)
    table = { text: ['/proc/net/tcp', '/proc/net/tcp6'].map(contentOf).join(''), at: performance.now() };
  const [local, remote] = [localPort, remotePort].map((port) =>
    (port ?? 0).toString(16).toUpperCase().padStart(4, '0'),
  );
  const queue = new RegExp(`:${local} [0-9A-F]+:${remote} [0-9A-F]{2} ([0-9A-F]{8}):`, 'g');
  const found = [...table.text.matchAll(queue)].map(([, bytes]) => bytes);
  return found.length === 0 ? undefined : found.join();
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
