import type { FastifyInstance } from 'fastify';
import { rowOf } from '../auth/authorization.js';

/**
 * Which methods each path takes, noted as routes are registered. One that the table of authorization.ts does not know,
 * whoever registers it, keeps the service from starting.
 */
export class RouteTable {
  private readonly routes: { pattern: RegExp; method: string }[] = [];

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ url, method }) => {
      for (const each of [method].flat()) requireRow(each, url);
      // A wildcard, such as the one that answers preflights, is no resource.
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

/** A preflight tells what may be asked, and is nobody's call. */
function requireRow(method: string, path: string): void {
  if (method !== 'OPTIONS' && rowOf(method, path) === undefined)
    throw new Error(`${method} ${path} has no row in the table of who may call what`);
}

const segmentPattern = (segment: string): string =>
  segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
