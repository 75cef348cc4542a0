import type { Principal } from '../../apps/service/auth/principal.js';
import { MAX_MESSAGE_BYTES } from '#contracts';

/** Who calls. Without roles the token, if there is one, is worth nothing. */
export type Caller = { name: string; token?: string; roles: Principal['roles'] };

/** A request as its bytes will be: texts are Latin-1, a character a byte. */
export type WireRequest = {
  method: string;
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body?: Buffer;
  chunked: boolean;
  caller: Caller;
};

export const header = ({ headers }: WireRequest, name: string): string | undefined =>
  headers.find(([each]) => each.toLowerCase() === name)?.[1];

/** @param id a request id by which the answer is known again */
export function toBytes(request: WireRequest, id: string): Buffer {
  const { method, target, headers, body, chunked, caller } = request;
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: 127.0.0.1', `X-Request-Id: ${id}`];
  if (caller.token !== undefined) lines.push(`Authorization: Bearer ${caller.token}`);
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (body === undefined) return Buffer.from([...lines, '', ''].join('\r\n'), 'latin1');
  lines.push(chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`, '', '');
  const head = Buffer.from(lines.join('\r\n'), 'latin1');
  if (!chunked) return Buffer.concat([head, body]);
  const size =
    body.length === 0 ? [] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')];
  return Buffer.concat([head, ...size, Buffer.from('0\r\n\r\n')]);
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const MAX_HEADER_CHARACTERS = 10_000;

/**
 * Whether these bytes are an HTTP request without doubt. After any other, and after one whose body is not read to its end,
 * a connection may be closed: such a request has one to itself.
 */
export function isPlainHttp({ method, target, headers, body }: WireRequest): boolean {
  const isWhole = /^(\/|https?:\/\/)[!-~]*$/.test(target) && METHODS.includes(method);
  const areHeaders = headers.every(
    ([name, value]) => /^[\w-]+$/.test(name) && /^[\t -~\x80-\xff]*$/.test(value) && !/^expect$/i.test(name),
  );
  const length = headers.reduce((sum, [name, value]) => sum + name.length + value.length, target.length);
  return isWhole && areHeaders && length < MAX_HEADER_CHARACTERS && (body?.length ?? 0) <= MAX_MESSAGE_BYTES;
}

/** For people, and for `curl`: what was sent, less the token. */
export function describe(request: WireRequest): string {
  const { method, target, headers, body, caller, chunked } = request;
  const shown = body === undefined ? '' : ` body${chunked ? ' (chunked)' : ''} ${quoted(body)}`;
  return `${method} ${short(target)} as ${caller.name} ${short(JSON.stringify(headers))}${shown}`;
}

const short = (text: string): string =>
  text.length > 600 ? `${text.slice(0, 600)}… (${text.length})` : text;
const quoted = (body: Buffer): string => short(JSON.stringify(body.toString('utf8')));
