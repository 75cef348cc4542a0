import { service, withService } from '../e2e/with-service.js';
import { directlyAndBehindEachProxy } from './documented-proxy.js';
import { answerIn, exchange } from './raw-exchange.js';

/** Above what sockets and proxies keep, so that the answer comes while bytes are still sent. */
const LARGE = Buffer.alloc(5 * 1024 * 1024, 'x');
const PATH = '/v1/workspaces/acme/support-access';

withService();

directlyAndBehindEachProxy(
  () => service.address,
  (address) => {
    const as = (role: string): string => `Authorization: Bearer ${service.token(role)}`;
    const head = (...headers: string[]): string =>
      [`POST ${PATH} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', ...headers, '', ''].join('\r\n');
    const send = async (headers: string[], ...parts: (string | Buffer)[]) =>
      answerIn(await exchange(address(), [head(...headers), ...parts]));
    const ofLength = `Content-Length: ${LARGE.length}`;

    it('413 reaches a client that sends far more than is taken', async () => {
      for (let i = 0; i < 10; i++) {
        const { status, body } = await send([as('owner'), ofLength], LARGE);
        expect([status, JSON.parse(body)]).toEqual([
          413,
          expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' }),
        ]);
      }
    });

    it('413 reaches one that sends in chunks', async () => {
      const chunk = [`${LARGE.length.toString(16)}\r\n`, LARGE, '\r\n0\r\n\r\n'];
      for (let i = 0; i < 10; i++)
        expect(await send([as('owner'), 'Transfer-Encoding: chunked'], ...chunk)).toMatchObject({
          status: 413,
        });
    });

    it('no token is 401 before the size and the type of the body count', async () => {
      for (let i = 0; i < 10; i++) {
        const { status, head: answered, body } = await send([ofLength], LARGE);
        expect([status, JSON.parse(body).code]).toEqual([401, 'UNAUTHENTICATED']);
        expect(answered).toMatch(/^www-authenticate: Bearer/im);
      }
      expect(await send(['Content-Length: 1', 'Content-Type: text/plain'], 'x')).toMatchObject({
        status: 401,
      });
      expect(await send([as('engineer'), ofLength], LARGE)).toMatchObject({ status: 403 });
    });

    it('a body within the limit is read', async () => {
      const { status, body } = await send([as('owner'), 'Content-Length: 2'], '{}');
      expect([status, JSON.parse(body).code]).toEqual([404, 'UNKNOWN_WORKSPACE']);
    });
  },
);

describe('Expect: 100-continue', () => {
  const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
  const ask = (path: string, ...headers: string[]): Promise<string> => {
    const lines = [`POST ${path} HTTP/1.1`, 'Host: x', 'Expect: 100-continue', ...headers, '', ''];
    return exchange(service.address, [lines.join('\r\n')]);
  };
  const json = 'Content-Type: application/json';
  const as = (role: string): string => `Authorization: Bearer ${service.token(role)}`;

  it.each<[number, string, () => string[]]>([
    [401, PATH, () => [json, 'Content-Length: 2']],
    [401, PATH, () => [json, 'Content-Length: 2', 'Authorization: Bearer x.y.z']],
    [403, PATH, () => [json, 'Content-Length: 2', as('engineer')]],
    [413, PATH, () => [json, 'Content-Length: 70000', as('owner')]],
    [415, PATH, () => ['Content-Type: text/plain', 'Content-Length: 2', as('owner')]],
    [415, PATH, () => ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 2', as('owner')]],
    [404, '/nowhere', () => [json, 'Content-Length: 2', as('owner')]],
    [405, '/v1/events', () => [json, 'Content-Length: 2', as('auditor')]],
  ])('is not answered by 100 when the answer is %d: %s', async (status, path, headers) => {
    const text = await ask(path, ...headers());
    expect(text).not.toContain(CONTINUE);
    expect(answerIn(text)).toMatchObject({ status, head: expect.stringMatching(/^connection: close\r?$/im) });
  });

  it('is answered by 100 when the body is read, once', async () => {
    const lines = [
      `POST ${PATH} HTTP/1.1`,
      'Host: x',
      'Expect: 100-continue',
      json,
      'Content-Length: 2',
      as('owner'),
    ];
    const text = await exchange(service.address, [`${lines.join('\r\n')}\r\n\r\n`, '{}']);
    expect(text.split(CONTINUE)).toHaveLength(2);
    expect(text.startsWith(CONTINUE)).toBe(true);
    expect(answerIn(text)).toMatchObject({ status: 404, body: expect.stringMatching(/UNKNOWN_WORKSPACE/) });
  });
});
