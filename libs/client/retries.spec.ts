import type { Retry } from './retrying-fetch.js';
import { ProblemError } from './problem-error.js';
import type { Step } from './spec/scripted-server.js';
import { breakOff, hangUp, html, json, problem, ScriptedServer, silence } from './spec/scripted-server.js';
import { SupportAccessClient } from './support-access-client.js';
import type { ClientOptions } from './support-access-client.js';

const GRANT = { commandId: 'c', workspaceId: 'acme', grantId: 'g', position: '1' };
let server: ScriptedServer;
let retries: Retry[];

beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  retries = [];
});

const client = (options: Partial<ClientOptions> = {}): SupportAccessClient =>
  new SupportAccessClient({
    baseUrl: `${server.address}/`,
    token: 't',
    onRetry: (retry) => retries.push(retry),
    ...options,
    retry: { firstDelayMs: 1, ...options.retry },
  });
const keys = () => server.seen.map(({ headers }) => headers['idempotency-key']);
const unavailable = problem(503, 'UNAVAILABLE', { 'Retry-After': '0' });

describe('what is sent again', () => {
  it.each<[string, Step]>([
    ['503', unavailable],
    ['429', problem(429, 'TOO_MANY_REQUESTS', { 'Retry-After': '0' })],
    ['502 of a proxy', html(502)],
    ['504 of a proxy', html(504)],
    ['no answer', hangUp],
    ['an answer that breaks off', breakOff],
  ])('after %s, with the same key and the same content', async (_, failure) => {
    server.play(failure, failure, json(GRANT, 201));
    expect(await client().grant('acme', { durationMinutes: 5 })).toEqual(GRANT);
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual(
      Array.from({ length: 3 }, () => [
        'POST',
        '/v1/workspaces/acme/support-access',
        '{"durationMinutes":5}',
      ]),
    );
    expect(new Set(keys()).size).toBe(1);
    expect(retries.map(({ failures }) => failures)).toEqual([1, 2]);
  });

  it('each write has a key of its own, or the one that it is given', async () => {
    server.play(...Array.from({ length: 4 }, () => json(GRANT)));
    await client().grant('acme');
    await client().revoke('acme', { reason: 'a & b' });
    await client().logIn('acme', {}, { idempotencyKey: 'mine' });
    await client().updateWorkspace('acme', { tier: 'team', forcedSso: false, ownerIds: [] });
    expect(keys()).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      'mine',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
    expect(new Set(keys()).size).toBe(4);
    expect(server.seen[1]!.url).toBe('/v1/workspaces/acme/support-access?reason=a%20%26%20b');
  });

  it('a command keeps the id that it was given at first', async () => {
    server.play(hangUp, json({ outcome: 'accepted' }));
    const data = { workspaceId: 'acme', actor: { id: 'olivia' } };
    await client().execute({ type: 'RevokeSupportAccess', source: '/crm', data });
    const [first, second] = server.seen.map(({ body }) => JSON.parse(body) as object);
    expect(first).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'RevokeSupportAccess',
      source: '/crm',
      data,
    });
    expect(second).toEqual(first);
    expect(server.seen[0]!.headers['content-type']).toBe('application/cloudevents+json');
  });

  it('a session token goes in a form', async () => {
    server.play(hangUp, json({ active: false }));
    expect(await client().introspect('a+b/c=')).toEqual({ active: false });
    for (const { body, headers } of server.seen)
      expect([body, headers['content-type']]).toEqual([
        'token=a%2Bb%2Fc%3D',
        'application/x-www-form-urlencoded',
      ]);
  });

  it.each([
    ['a list', { evaluations: [{ decision: true }, { decision: false }] }, [true, false]],
    ['one, when there is no list', { decision: true }, [true]],
  ])('many questions have the decisions of %s', async (_, answer, decisions) => {
    server.play(json(answer));
    const told = await client().evaluateMany({ evaluations: [] }, { strong: true, minPosition: '9' });
    expect(told.map(({ decision }) => decision)).toEqual(decisions);
    expect(server.seen[0]!.headers).toMatchObject({ 'x-consistency': 'strong', 'min-position': '9' });
  });

  it('a token is asked for each time', async () => {
    server.play(unavailable, hangUp, json(GRANT));
    let asked = 0;
    await client({ token: async () => `token-${++asked}` }).grant('acme');
    const sent = server.seen.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-3']);
  });
});

describe('how long it waits', () => {
  it('doubling from the first delay to the longest, half of it by chance', async () => {
    server.play(hangUp, hangUp, hangUp, hangUp, json(GRANT));
    await client({ retry: { firstDelayMs: 10, longestDelayMs: 25 } }).grant('acme');
    for (const [i, whole] of [10, 20, 25, 25].entries()) {
      expect(retries[i]!.delayMs).toBeGreaterThanOrEqual(whole / 2);
      expect(retries[i]!.delayMs).toBeLessThanOrEqual(whole);
    }
  });

  it.each([
    ['seconds', { 'Retry-After': '1' }],
    [
      'a date, by the clock of the answer',
      { Date: 'Sun, 06 Nov 1994 08:49:37 GMT', 'Retry-After': 'Sun, 06 Nov 1994 08:49:38 GMT' },
    ],
  ])('as long as Retry-After asks, in %s', async (_, headers) => {
    server.play(problem(503, 'UNAVAILABLE', headers), json(GRANT));
    const startedAt = performance.now();
    await client().grant('acme');
    const waitedMs = performance.now() - startedAt;
    expect(retries).toMatchObject([{ failures: 1, cause: 503 }]);
    expect(retries[0]!.delayMs).toBeGreaterThanOrEqual(1_000);
    expect(retries[0]!.delayMs).toBeLessThanOrEqual(1_100);
    expect(waitedMs).toBeGreaterThanOrEqual(999);
  });

  it('not at all when it is asked to wait longer than it would', async () => {
    server.play(problem(429, 'TOO_MANY_REQUESTS', { 'Retry-After': '31' }));
    await expect(client().grant('acme')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', status: 429 });
    expect(retries).toEqual([]);
  });
});

describe('when it gives up', () => {
  it('after as many attempts as the policy says, with the last refusal', async () => {
    server.play(...Array.from({ length: 9 }, () => unavailable));
    const answer = client({ retry: { attempts: 3 } }).grant('acme');
    await expect(answer).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(server.seen).toHaveLength(3);
  });

  it('or saying that nobody answered', async () => {
    server.play(...Array.from({ length: 9 }, () => hangUp));
    const answer = client({ retry: { attempts: 3 } }).access('acme');
    await expect(answer).rejects.toMatchObject({ code: 'CONNECTION_FAILED', attempts: 3 });
    expect(server.seen).toHaveLength(3);
  });

  it('an attempt that takes too long counts as one', async () => {
    server.play(silence, json(GRANT));
    await client({ retry: { timeoutMs: 300 } }).grant('acme');
    expect(String(retries[0]!.cause)).toContain('no whole answer within 300 ms');
  });

  it.each([
    [400, 'MALFORMED'],
    [403, 'FORCED_SSO'],
    [409, 'ALREADY_GRANTED'],
    [500, 'INTERNAL'],
  ])('%d %s is an answer', async (status, code) => {
    server.play(problem(status, code));
    const error: unknown = await client()
      .grant('acme')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status, code, problem: { status, code, detail: 'because' } });
    expect(retries).toEqual([]);
  });

  // A refusal by the clock is recorded under its key; a damaged log is for an operator.
  it.each([['CLOCK_BEHIND'], ['LOG_DAMAGED'], ['LOG_REPLACED']])('%s is not waited out', async (code) => {
    server.play(problem(503, code, { 'Retry-After': '0' }));
    await expect(client().grant('acme')).rejects.toMatchObject({ code });
    expect(server.seen).toHaveLength(1);
  });

  it.each([[200], [404]])('%d by somebody else is said to be that', async (status) => {
    server.play(html(status));
    const answer = client().access('acme');
    await expect(answer).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      status,
      contentType: 'text/html',
    });
  });
});

describe('a signal', () => {
  const gone = new Error('gone');

  it.each<[string, Step]>([
    ['a wait', problem(503, 'UNAVAILABLE', { 'Retry-After': '20' })],
    ['an attempt', silence],
  ])('ends %s at once', async (_, step) => {
    server.play(step);
    const controller = new AbortController();
    const answer = client().grant('acme', {}, { signal: controller.signal });
    void server.asked().then(() => controller.abort(gone));
    await expect(answer).rejects.toBe(gone);
    expect(server.seen).toHaveLength(1);
  });

  it('that was aborted before lets nothing be sent', async () => {
    server.play();
    await expect(client().grant('acme', {}, { signal: AbortSignal.abort(gone) })).rejects.toBe(gone);
    expect(server.seen).toEqual([]);
  });
});
