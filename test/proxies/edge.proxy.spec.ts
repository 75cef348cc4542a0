import { service, withService } from '../e2e/with-service.js';
import { directlyAndBehindEachProxy } from './documented-proxy.js';
import { answerIn, exchange } from './raw-exchange.js';

const ORIGIN = 'https://app.example.com';

withService({ CORS_ORIGINS: ORIGIN, TRUST_PROXY: '1' });
beforeAll(async () => {
  const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  await service.send('PUT', '/v1/workspaces/acme', { token: service.token('service'), body });
});

/** A call as bytes: what fetch and its like would not send. */
const call = async (to: string, line: string, ...headers: string[]) =>
  answerIn(await exchange(to, [[`${line} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n')]));

const tests = (address: () => string): void => {
  const as = (role: string): string => `Authorization: Bearer ${service.token(role)}`;
  const logins = 'POST /v1/workspaces/acme/support-logins';
  const access = '/v1/workspaces/acme/support-access';
  const trail = '/v1/workspaces/acme/audit-trail';

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'x'])(
    'no bytes are no body, whatever the content type says: %s',
    async (type) => {
      const named = [as('engineer'), `Content-Type: ${type}`];
      for (const framing of ['Content-Length: 0', 'X-No-Length: 1'])
        expect(await call(address(), logins, ...named, framing)).toMatchObject({
          status: 409,
          body: expect.stringMatching(/NO_ACTIVE_GRANT/),
        });
    },
  );

  it('an empty body in chunks is none, and one with bytes of another type is refused', async () => {
    const sent = async (chunks: string) => {
      const head = [`${logins} HTTP/1.1`, 'Host: x', as('engineer'), 'Content-Type: text/plain'];
      return answerIn(
        await exchange(
          address(),
          [...head, 'Transfer-Encoding: chunked', '', chunks].map((line) => `${line}\r\n`),
        ),
      );
    };
    expect(await sent('0\r\n')).toMatchObject({ status: 409 });
    expect(await sent('2\r\n{}\r\n0\r\n')).toMatchObject({ status: 415 });
  });

  it('an OPTIONS that is no preflight, and an unreadable path, are problems that a page may read', async () => {
    for (const origin of [[], [`Origin: ${ORIGIN}`]]) {
      const options = await call(address(), `OPTIONS ${access}`, ...origin);
      expect(options).toMatchObject({
        status: 405,
        head: expect.stringMatching(/allow: DELETE, GET, HEAD, POST\r/i),
      });
      expect(JSON.parse(options.body)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
      expect(options.head).toMatch(/content-type: application\/problem\+json/i);
    }
    for (const path of ['/v1/workspaces/%zz/audit-trail', '/v1/events%']) {
      const { status, head, body } = await call(service.address, `GET ${path}`, `Origin: ${ORIGIN}`);
      expect([status, JSON.parse(body).code]).toEqual([400, 'MALFORMED']);
      expect(head).toMatch(/content-type: application\/problem\+json/i);
      expect(head).toContain(`access-control-allow-origin: ${ORIGIN}`);
      expect(head).toMatch(/^vary: Origin\r?$/im);
    }
  });

  it('a preflight is answered, and only a listed origin is let in', async () => {
    const asked = 'Access-Control-Request-Method: POST';
    const listed = await call(address(), `OPTIONS ${access}`, `Origin: ${ORIGIN}`, asked);
    expect(listed).toMatchObject({
      status: 204,
      head: expect.stringMatching(new RegExp(`allow-origin: ${ORIGIN}`, 'i')),
    });
    const other = await call(address(), `OPTIONS ${access}`, 'Origin: https://evil.example', asked);
    expect(other).toMatchObject({ status: 204, head: expect.not.stringMatching(/allow-origin/i) });
  });

  it('an answer that varies by more than one header names all, and says which a page may read', async () => {
    const headers = [as('auditor'), `Origin: ${ORIGIN}`, 'Accept: text/csv', 'Connection: close'];
    const { status, head } = await call(address(), `GET ${trail}`, ...headers);
    expect(status).toBe(200);
    expect(head).toMatch(/^vary: Accept, ?Origin(, ?accept-encoding)?$/im);
    expect(head).toMatch(/^access-control-expose-headers: .*Content-Disposition.*Location/im);
  });

  it('a 304 has no length, since the length of what the client has is another', async () => {
    const { head } = await call(address(), `GET ${access}`, as('auditor'));
    const [, tag] = /^etag: (.+)$/im.exec(head)!;
    const again = await call(
      address(),
      `GET ${access}`,
      as('auditor'),
      `If-None-Match: ${tag}`,
      'Connection: close',
    );
    expect(again.status).toBe(304);
    expect(again.head).not.toMatch(/^(content-length|content-type|transfer-encoding):/im);
    expect(again.head).toMatch(/^etag: /im);
  });

  it('an event stream says that it is UTF-8, and each event comes as it happens', async () => {
    const headers = { Authorization: `Bearer ${service.token('auditor')}`, Accept: 'text/event-stream' };
    const response = await fetch(`${address()}/v1/events`, { headers });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('WorkspaceUpdated'))
      text += (await reader.read()).value ?? 'it ended: WorkspaceUpdated';
    expect(text).toMatch(/^:\n\nid: \d+\nevent: WorkspaceUpdated\n/);
    await reader.cancel();
  });

  it('the fields of the body of a DELETE are named', async () => {
    const sent = async (body: string) => {
      const headers = {
        Authorization: `Bearer ${service.token('owner')}`,
        'Content-Type': 'application/json',
      };
      const answer = await fetch(address() + access, { method: 'DELETE', headers, body });
      return [
        answer.status,
        ((await answer.json()) as { errors: { field: string }[] }).errors.map(({ field }) => field),
      ];
    };
    expect(await sent('{"reason":"over","grantId":"g"}')).toEqual([400, ['reason', 'grantId']]);
    expect(await sent('{}')).toEqual([400, ['body']]);
  });
};

directlyAndBehindEachProxy(() => service.address, tests);
