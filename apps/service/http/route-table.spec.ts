import { fastify } from 'fastify';
import { rowOf } from '../auth/authorization.js';
import { RouteTable } from './route-table.js';

const hasRow = (method: string, path: string): boolean => rowOf(method, path) !== undefined;
const answer = async () => 'hello';

it('knows which methods a path takes, those that Fastify adds itself too', () => {
  const server = fastify();
  const routes = new RouteTable(server, hasRow);
  server.get('/v1/grants', answer);
  server.post('/v1/workspaces/:id/support-access', answer);
  server.delete('/v1/workspaces/:id/support-access', answer);
  expect(routes.methodsOf('/v1/grants')).toEqual(['GET', 'HEAD']);
  expect(routes.methodsOf('/v1/workspaces/acme/support-access')).toEqual(['DELETE', 'POST']);
  expect(routes.methodsOf('/v1/workspaces/acme')).toEqual([]);
});

it.each([
  ['POST', '/v1/grants'],
  ['GET', '/v1/unheard-of'],
  ['GET', '/v1/*'],
] as const)(
  '%s %s, which the table of who may call what does not know, cannot be registered',
  (method, url) => {
    const server = fastify();
    new RouteTable(server, hasRow);
    expect(() => server.route({ method, url, handler: answer })).toThrow(
      `${method} ${url} has no row in the table of who may call what`,
    );
  },
);

it('preflights may be asked of every path', () => {
  const server = fastify();
  const routes = new RouteTable(server, hasRow);
  server.options('*', answer);
  expect(routes.methodsOf('/v1/grants')).toEqual([]);
});
