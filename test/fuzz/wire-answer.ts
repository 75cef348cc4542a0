import { gunzipSync } from 'node:zlib';

export type WireAnswer = {
  status: number;
  /** By lower-case name; of one that came twice, both. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
  /** Its end is not known yet, or never comes: server-sent events. */
  isOpen: boolean;
};

const HEAD_END = Buffer.from('\r\n\r\n');
const EVENT_STREAM = /^text\/event-stream/;

/**
 * Takes the first answer off the bytes of a connection. Of an answer without end its first chunk is enough.
 * @returns undefined while it is not all there
 * @throws when these bytes are no HTTP answer
 */
export function takeAnswer(bytes: Buffer, method: string): { answer: WireAnswer; rest: Buffer } | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? NaN);
  if (Number.isNaN(status))
    throw new Error(`no HTTP answer begins with ${JSON.stringify(first.slice(0, 200))}`);
  const after = bytes.subarray(end + HEAD_END.length);
  if (status < 200) return takeAnswer(after, method);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/s.exec(line) ?? [];
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  const body = bodyOf(after, headers, method === 'HEAD' || status === 204 || status === 304);
  if (body === undefined) return undefined;
  const { bytes: raw, rest, isOpen } = body;
  const isZipped = headers.get('content-encoding') === 'gzip' && raw.length > 0;
  return { answer: { status, headers, isOpen, body: isZipped && !isOpen ? gunzipSync(raw) : raw }, rest };
}

type Body = { bytes: Buffer; rest: Buffer; isOpen: boolean };

function bodyOf(after: Buffer, headers: ReadonlyMap<string, string>, isEmpty: boolean): Body | undefined {
  if (isEmpty) return { bytes: Buffer.alloc(0), rest: after, isOpen: false };
  const length = headers.get('content-length');
  if (length !== undefined) {
    const size = Number(length);
    if (after.length < size) return undefined;
    return { bytes: after.subarray(0, size), rest: after.subarray(size), isOpen: false };
  }
  if (headers.get('transfer-encoding') !== 'chunked') throw new Error('an answer has no length');
  const chunks: Buffer[] = [];
  const isOpen = EVENT_STREAM.test(headers.get('content-type') ?? '');
  for (let at = 0; ;) {
    const line = after.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(after.toString('latin1', at, line), 16);
    const start = line + 2;
    if (after.length < start + size + 2) return undefined;
    chunks.push(after.subarray(start, start + size));
    at = start + size + 2;
    if (size === 0 || isOpen)
      return { bytes: Buffer.concat(chunks), rest: after.subarray(at), isOpen: isOpen && size > 0 };
  }
}
