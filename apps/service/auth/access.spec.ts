import { RequestMethod } from '@nestjs/common';
import { ApiModule } from '../api/api.module.js';
import { OperationsModule } from '../operations.module.js';
import type { Access } from './access.js';
import { ACCESS } from './access.js';

type Route = { name: string; access: Access | undefined };

/** Every handler of every controller, by what Nest itself finds them by. */
function routesOf(module: object): Route[] {
  const controllers = Reflect.getMetadata('controllers', module) as { name: string; prototype: object }[];
  return controllers.flatMap(({ name, prototype }) =>
    Object.getOwnPropertyNames(prototype).flatMap((method) => {
      const handler: unknown = Object.getOwnPropertyDescriptor(prototype, method)?.value;
      if (typeof handler !== 'function') return [];
      const verb = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (verb === undefined) return [];
      const access = Reflect.getMetadata(ACCESS, handler) as Access | undefined;
      return [{ name: `${RequestMethod[verb]} ${name}.${method}`, access }];
    }),
  );
}

it('every route says who may call it, and under /v1 that is never everybody', () => {
  const api = routesOf(ApiModule);
  expect(api.length).toBeGreaterThan(3);
  expect([...api, ...routesOf(OperationsModule)].filter(({ access }) => access === undefined)).toEqual([]);
  expect(api.filter(({ access }) => access === 'public')).toEqual([]);
});
