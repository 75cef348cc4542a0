import { AnswerCheck } from './answer-check.js';
import { ApiDocument } from './api-document.js';
import { takeAnswer } from './wire-answer.js';
import type { WireRequest } from './wire-request.js';

const check = new AnswerCheck(ApiDocument.read());

const SECURE = {
  'X-Request-Id': 'r-1',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
};
const ACCESS = {
  workspaceId: 'acme',
  asOf: '2026-11-22T09:40:00.000Z',
  status: 'none',
  sessions: [],
  requests: [],
  workspace: { tier: 'team', forcedSso: false },
  position: '7',
};
const NOT_FOUND = {
  type: 'urn:support-access:problem:not-found',
  title: 'Not Found',
  status: 404,
  detail: 'there is nothing at this path',
  code: 'NOT_FOUND',
};

type Given = { status?: number; type?: string; headers?: Record<string, string>; body?: unknown };
type Asked = Partial<Pick<WireRequest, 'method' | 'target' | 'headers'>> & { roles?: [] };

/** What is wrong with an answer to an auditor's question who has access; by default, nothing. */
function violations(given: Given, { roles, ...asked }: Asked = {}): string[] {
  const { status = 200, type = 'application/json', headers = SECURE, body = ACCESS } = given;
  const request: WireRequest = {
    method: 'GET',
    target: '/v1/workspaces/acme/support-access?asOf=2026-11-22T09:40:00.000Z',
    headers: [],
    chunked: false,
    caller: { name: 'audrey', roles: new Set(roles ?? (['auditor'] as const)) },
    ...asked,
  };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const lines = Object.entries({ 'Content-Type': type, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const bytes = [`HTTP/1.1 ${status} X`, ...lines, `Content-Length: ${Buffer.byteLength(text)}`, '', text];
  const { answer } = takeAnswer(Buffer.from(bytes.join('\r\n')), request.method)!;
  return check.violations(request, 'r-1', answer);
}

const problem = (status: number, code: string): Given => ({
  status,
  type: 'application/problem+json; charset=utf-8',
  body: {
    ...NOT_FOUND,
    type: `urn:support-access:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    status,
    code,
  },
});

it('has nothing against an answer as it is documented', () => expect(violations({})).toEqual([]));

it.each<[string, Given, string]>([
  ['a field too many', { body: { ...ACCESS, secret: 1 } }, 'additionalProperty'],
  ['a field too few', { body: { ...ACCESS, position: undefined } }, 'position'],
  ['a field of another type', { body: { ...ACCESS, sessions: null } }, '/sessions'],
  ['a body that is no JSON', { body: '{' }, 'not JSON'],
  ['another media type', { type: 'text/html' }, 'text/html is not documented'],
  ['another status', { status: 201 }, '201 application/json is not documented'],
  ['an error of ours', problem(500, 'INTERNAL'), 'status 500'],
  ['a 503 that nobody provoked', { ...problem(503, 'UNAVAILABLE') }, 'status 503'],
  ['an error that is no problem document', { status: 404, body: { message: 'no' } }, 'not documented'],
  ['a refusal that this call does not have', problem(409, 'ALREADY_GRANTED'), '409 ALREADY_GRANTED'],
  ['a code of another status', problem(404, 'FORBIDDEN'), '404 FORBIDDEN'],
  ['a 401 without a challenge', problem(401, 'UNAUTHENTICATED'), 'www-authenticate'],
  ['a 405 without Allow', problem(405, 'METHOD_NOT_ALLOWED'), 'allow'],
  ['no header of security', { headers: { ...SECURE, 'X-Frame-Options': 'ALLOW' } }, 'x-frame-options'],
  ['the answer to another request', { headers: { ...SECURE, 'X-Request-Id': 'r-2' } }, 'not the answer'],
  [
    'what is inside',
    { ...problem(404, 'UNKNOWN_WORKSPACE'), body: 'at find (/apps/service/x.js)' },
    'insides',
  ],
])('sees %s', (_, given, told) => expect(violations(given).join('; ')).toContain(told));

it('sees an answer to somebody who may not have it', () =>
  expect(violations({}, { roles: [] })).toEqual([expect.stringContaining('may not have 200')]));

it('knows what is refused before any call, and what is not', () => {
  const nowhere = { target: '/nowhere' };
  expect(violations(problem(404, 'NOT_FOUND'), nowhere)).toEqual([]);
  expect(violations({}, nowhere)).not.toEqual([]);
  expect(violations(problem(403, 'FORBIDDEN'), nowhere)).not.toEqual([]);
});

it('lets a read wait in vain for a position that it was told to wait for', () => {
  const late = problem(503, 'UNAVAILABLE');
  const body = { ...(late.body as object), detail: 'what is recorded has not been folded within 5 s' };
  const given = { ...late, body, headers: { ...SECURE, 'Retry-After': '1' } };
  expect(violations(given, { headers: [['Min-Position', '99']] })).toEqual([]);
  expect(violations(given)).toEqual(['status 503']);
});
