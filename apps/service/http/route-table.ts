import type { FastifyInstance } from 'fastify';
import { rowOf } from '../auth/authorization.js';

/**
 * The methods of each path, collected as routes are registered. A route without a row in authorization.ts prevents the start.
 */
export class RouteTable {
  private readonly routes: { pattern: RegExp; method: string }[] = [];

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ url, method }) => {
      for (const each of [method].flat()) requireRow(each, url);
      // A wildcard, such as the one that answers preflights, is not a resource.
      if (url.includes('*')) return;
      const pattern = new RegExp(`^${url.split('/').map(segmentPattern).join('/')}$`);
      for (const each of [method].flat()) this.routes.push({ pattern, method: each });
    });
  }

  methodsOf(path: string): string[] {
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}

/** Requires a row for the route; preflights (OPTIONS) need none. */
function requireRow(method: string, path: string): void {
  if (method !== 'OPTIONS' && rowOf(method, path) === undefined)
    throw new Error(`${method} ${path} has no row in the table of who may call what`);
}

const segmentPattern = (segment: string): string =>
  segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
