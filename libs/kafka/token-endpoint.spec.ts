import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { KafkaOAuth } from '#config';
import { fetchToken } from './token-endpoint.js';

let server: Server;
let answer: (response: ServerResponse) => void;
let asked: { headers: IncomingMessage['headers']; body: string };

const json = (status: number, body: object) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked = { headers: request.headers, body };
      answer(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => void server.close());

const client = (changes: Partial<KafkaOAuth> = {}): KafkaOAuth => ({
  mechanism: 'oauthbearer',
  tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
  clientId: 'a:b',
  clientSecret: 's/3 cret',
  parameters: {},
  extensions: {},
  ...changes,
});

it('asks by client credentials, its name and secret encoded before they are joined', async () => {
  answer = json(200, { access_token: 'a.b.c', token_type: 'Bearer', expires_in: 300 });
  const oauth = client({ scope: 'kafka', parameters: { audience: 'https://kafka.example' } });
  expect(await fetchToken(oauth)).toEqual({ value: 'a.b.c', lifeMs: 300_000 });
  expect(Buffer.from(asked.headers.authorization!.slice(6), 'base64').toString()).toBe('a%3Ab:s%2F3+cret');
  expect(Object.fromEntries(new URLSearchParams(asked.body))).toEqual({
    audience: 'https://kafka.example',
    grant_type: 'client_credentials',
    scope: 'kafka',
  });
});

it('takes a token that does not say how long it is good for a minute', async () => {
  answer = json(200, { access_token: 'a.b.c', token_type: 'bearer' });
  expect(await fetchToken(client())).toEqual({ value: 'a.b.c', lifeMs: 60_000 });
});

it.each<[string, (response: ServerResponse) => void, string]>([
  [
    'a refusal',
    json(401, { error: 'invalid_client', error_description: 'no such\nclient' }),
    'answered 401 invalid_client: no such?client',
  ],
  ['an answer of another kind', (response) => void response.writeHead(502).end('<html>'), 'answered 502'],
  [
    'a token of another kind',
    json(200, { access_token: 'a', token_type: 'mac' }),
    'answered 200 without a bearer token',
  ],
  [
    'a token that would be more than one',
    json(200, { access_token: 'a\u0001b', token_type: 'bearer' }),
    'answered 200 without a bearer token',
  ],
  [
    'a place to go to, with the secret',
    (response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
    'cannot be reached (unexpected redirect)',
  ],
  ['a connection that breaks', (response) => void response.destroy(), 'cannot be reached (UND_ERR_SOCKET)'],
])('says what is wrong with %s, and not the secret', async (_, given, why) => {
  answer = given;
  const oauth = client();
  await expect(fetchToken(oauth)).rejects.toMatchObject({ message: `${oauth.tokenUrl} ${why}` });
});
