import type { FastifyInstance } from 'fastify';

/**
 * The methods of each path, collected as routes are registered. A route without a row in the table of who may call what prevents the start.
 */
export class RouteTable {
  private readonly routes: { pattern: RegExp; method: string }[] = [];

  /** @param hasRow whether the table of who may call what has the route; not asked for preflights (OPTIONS) */
  constructor(fastify: FastifyInstance, hasRow: (method: string, path: string) => boolean) {
    fastify.addHook('onRoute', ({ url, method }) => {
      for (const each of [method].flat())
        if (each !== 'OPTIONS' && !hasRow(each, url))
          throw new Error(`${each} ${url} has no row in the table of who may call what`);
      // A wildcard is not a resource.
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

const segmentPattern = (segment: string): string =>
  segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
