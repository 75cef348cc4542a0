import type { FastifyRequest } from 'fastify';

type Asked = Pick<FastifyRequest, 'method' | 'headers'>;

/** @param isDevelopment the console is on this machine, over plain HTTP */
export type IsOwn = (request: Asked, isDevelopment: boolean) => boolean;

const isSafe = ({ method }: Asked): boolean => method === 'GET' || method === 'HEAD';

/**
 * Whether a form was sent by a page of the console. Browsers set `Sec-Fetch-Site` themselves and no page can. Safari does not send it over plain
 * HTTP, so that in development the absent header is replaced by `Origin`, which no page can set either.
 */
export const isOwnForm: IsOwn = ({ headers }, isDevelopment) => {
  const site = headers['sec-fetch-site'];
  if (site === undefined && isDevelopment) return headers.origin === `http://${headers.host}`;
  return site === 'same-origin';
};

/**
 * Whether a call was sent by a page of the console. `X-Console` cannot be sent by a form, nor by a page of another origin without asking
 * first. Reads may come without `Sec-Fetch-Site`, as from a program; then they carry no cookie that a site could have made a browser send.
 */
export const isOwnCall: IsOwn = (request, isDevelopment) => {
  const site = request.headers['sec-fetch-site'];
  if (isSafe(request)) return site === undefined || site === 'same-origin' || site === 'none';
  return isOwnForm(request, isDevelopment) && request.headers['x-console'] === '1';
};
