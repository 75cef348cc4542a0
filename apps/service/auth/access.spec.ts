import { RequestMethod } from '@nestjs/common';
import { USER_ROLES } from '#auth';
import { ApiModule } from '../api/api.module.js';
import { OperationsModule } from '../operations/operations.module.js';
import type { Access } from './access.js';
import { ACCESS } from './access.js';
import { AUTHORIZATION, reachOf, rowOf } from './authorization.js';

type Route = { name: string; method: string; path: string; access: Access | undefined };

/** Every handler of every controller under a module, by what Nest itself finds them by. */
function routesOf(module: object): Route[] {
  const imported = (Reflect.getMetadata('imports', module) ?? []) as object[];
  const controllers = (Reflect.getMetadata('controllers', module) ?? []) as {
    name: string;
    prototype: object;
  }[];
  const own = controllers.flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler: unknown = Object.getOwnPropertyDescriptor(controller.prototype, name)?.value;
      if (typeof handler !== 'function') return [];
      const verb = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (verb === undefined) return [];
      const parts = [controller, handler].map((each) => String(Reflect.getMetadata('path', each)));
      const path = `/${parts.join('/')}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1');
      const access = Reflect.getMetadata(ACCESS, handler) as Access | undefined;
      return [{ name: `${controller.name}.${name}`, method: RequestMethod[verb], path, access }];
    }),
  );
  return [...own, ...imported.flatMap(routesOf)];
}

const routes = [...routesOf(ApiModule), ...routesOf(OperationsModule)];

describe('every route', () => {
  it('is found', () => expect(routes.length).toBeGreaterThan(6));

  it.each(routes.map((route) => [route.name, route] as const))('%s has a row', (_, { method, path }) =>
    expect({ path, row: rowOf(method, path) }).toEqual({ path, row: expect.anything() }),
  );

  it.each(routes.map((route) => [route.name, route] as const))(
    '%s says of itself what its row says',
    (_, { method, path, access }) => {
      const named = rowOf(method, path)!.for;
      const stated =
        access === 'public' ? 'everybody' : Object.fromEntries(access!.map((role) => [role, true]));
      const listed =
        named === 'everybody' ? named : Object.fromEntries(Object.keys(named).map((role) => [role, true]));
      expect(stated).toEqual(listed);
    },
  );
});

describe('the table', () => {
  it('lets nobody call what it does not name', () => {
    expect(rowOf('GET', '/v1/unheard-of')).toBeUndefined();
    expect(rowOf('PATCH', '/v1/events')).toBeUndefined();
    expect(rowOf('GET', '/constructor')).toBeUndefined();
    for (const role of USER_ROLES) expect(reachOf({ roles: new Set([role]) }, undefined)).toBeUndefined();
  });

  it('takes HEAD for GET, and no notice of how a parameter is called', () =>
    expect(rowOf('HEAD', '/v1/workspaces/:id/audit-trail')).toBe(
      AUTHORIZATION['GET /v1/workspaces/{}/audit-trail'],
    ));

  it('gives several roles the furthest reach of any', () => {
    const row = AUTHORIZATION['GET /v1/workspaces/{}/audit-trail'];
    expect(reachOf({ roles: new Set(['owner', 'auditor']) }, row)).toBe('any');
    expect(reachOf({ roles: new Set(['auditor', 'owner']) }, row)).toBe('any');
    expect(reachOf({ roles: new Set(['owner', 'engineer']) }, row)).toBe('own');
    expect(reachOf({ roles: new Set(['engineer']) }, row)).toBeUndefined();
    expect(reachOf({ roles: new Set() }, row)).toBeUndefined();
  });

  it('opens nothing under /v1 to everybody', () => {
    const open = Object.entries(AUTHORIZATION).filter(([, row]) => row.for === 'everybody');
    expect(open.filter(([call]) => call.includes('/v1/'))).toEqual([]);
  });
});
