import type { ArgumentsHost } from '@nestjs/common';
import type { Logger } from 'pino';
import { StoreRefusedError, StoreUnavailableError } from '#event-store';
import { ProblemFilter } from './problem.filter.js';
import type { RouteTable } from './route-table.js';

/** @returns what the client got, and what the log did */
function answered(error: unknown) {
  const sent: { status?: number; headers: Record<string, string>; body?: unknown } = { headers: {} };
  const reply = {
    raw: { headersSent: false },
    status: (status: number) => Object.assign(reply, void (sent.status = status)),
    headers: (headers: Record<string, string>) =>
      Object.assign(reply, void Object.assign(sent.headers, headers)),
    header: () => reply,
    send: (body: unknown) => void (sent.body = body),
  };
  const request = { id: 'r-1', method: 'PUT', routeOptions: { url: '/v1/workspaces/:id' } };
  const told: object[] = [];
  const logger = { warn: (fields: object) => void told.push(fields) } as unknown as Logger;
  const http = { getRequest: () => request, getResponse: () => reply };
  const host = { switchToHttp: () => http } as unknown as ArgumentsHost;
  new ProblemFilter({} as RouteTable, logger).catch(error, host);
  return { ...sent, problem: sent.body as { code: string; detail: string }, told };
}

it('a store that refuses for good is 503 without Retry-After, and the log has its words, the stream and the command', () => {
  const error = new StoreRefusedError('access denied', 'server');
  error.about = { stream: 'supportAccess-acme', commandId: 'c1' };
  const { status, headers, problem, told } = answered(error);
  expect([status, headers, problem.code]).toEqual([503, {}, 'STORE_REFUSED']);
  expect(problem.detail).not.toContain('access denied');
  expect(told).toEqual([
    {
      route: 'PUT /v1/workspaces/:id',
      requestId: 'r-1',
      code: 'STORE_REFUSED',
      reason: 'the event store is unavailable: access denied',
      stream: 'supportAccess-acme',
      commandId: 'c1',
    },
  ]);
});

it('a store that is away is 503 with Retry-After, and the log has the cause', () => {
  const { status, headers, problem, told } = answered(new StoreUnavailableError('no answer within 2000 ms'));
  expect([status, headers, problem.code]).toEqual([503, { 'Retry-After': '2' }, 'UNAVAILABLE']);
  expect(told).toMatchObject([{ reason: 'the event store is unavailable: no answer within 2000 ms' }]);
});
