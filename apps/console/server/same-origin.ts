import type { FastifyRequest } from 'fastify';

type Asked = Pick<FastifyRequest, 'method' | 'headers'>;

const isSafe = ({ method }: Asked): boolean => method === 'GET' || method === 'HEAD';

/**
 * Whether a call was sent by a page of the console. Browsers set `Sec-Fetch-Site` themselves and no page can; `X-Console` cannot be sent by a
 * form, nor by a page of another origin without asking first. Reads may come without the first, as from a program; then they carry no cookie
 * that a site could have made a browser send.
 */
export function isOwnCall(request: Asked): boolean {
  const site = request.headers['sec-fetch-site'];
  if (isSafe(request)) return site === undefined || site === 'same-origin' || site === 'none';
  return site === 'same-origin' && request.headers['x-console'] === '1';
}

/** Whether a form was sent by a page of the console. */
export const isOwnForm = ({ headers }: Asked): boolean => headers['sec-fetch-site'] === 'same-origin';
