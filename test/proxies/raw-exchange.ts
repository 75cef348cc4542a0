import { connect } from 'node:net';

/** One answer as it came. */
export type RawAnswer = { status: number; head: string; body: string };

/**
 * Sends bytes and reads until the other side closes, or the answer is complete.
 * @param parts written one after the other, as fast as they are taken
 */
export function exchange(address: string, parts: readonly (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      for (const part of parts) socket.write(part);
    });
    let text = '';
    socket.setTimeout(10_000, () => socket.destroy(new Error(`nothing more came after:\n${text}`)));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (isWhole(text)) socket.destroy();
    });
    // What came before a connection was reset is an answer, too.
    socket.on('error', (error) => (text === '' ? reject(error) : resolve(text)));
    socket.on('close', () => resolve(text));
  });
}

/** The last answer of a text. */
export function answerIn(text: string): RawAnswer {
  const at = text.lastIndexOf('HTTP/1.1 ');
  const [head = '', body = ''] = text.slice(at).split('\r\n\r\n', 2);
  return { status: Number(head.slice(9, 12)), head, body };
}

/** Whether a final answer is there whose end shows: one without a body, or with a Content-Length. */
function isWhole(text: string): boolean {
  const { status, head, body } = answerIn(text);
  const [, length] = /^content-length: (\d+)$/im.exec(head) ?? [];
  if (status === 204 || status === 304) return text.includes('\r\n\r\n');
  return status >= 200 && length !== undefined && body.length >= Number(length);
}
