import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { CryptoKey } from 'jose';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { eventually } from '../support/eventually.js';
import type { Directory, Json } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

const ISSUER = 'https://id.example';
const METRICS_TOKEN = 'a-metrics-token-of-some-length';

let directory: Directory;
let service: ServiceProcess;
let issuer: Server;
let issuerIsUp = false;
let key: CryptoKey;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' };
  issuer = createServer((_request, response) => {
    response.statusCode = issuerIsUp ? 200 : 503;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, '127.0.0.1');
  await once(issuer, 'listening');
  const signingKey = await keyFile('session-key.pem');
  const evidenceKey = await keyFile('evidence-key.pem');
  service = await ServiceProcess.start({
    ...embedded(directory.path),
    NODE_ENV: 'production',
    AUTH_ISSUER: ISSUER,
    AUTH_JWKS_URL: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks.json`,
    AUTH_AUDIENCE: 'support-access',
    PUBLIC_URL: 'https://support.example.com',
    SESSION_SIGNING_KEYS: signingKey,
    SESSION_AUDIENCE: 'sessions',
    EVIDENCE_ORIGIN: 'support.example.com/log',
    EVIDENCE_SIGNING_KEY: evidenceKey,
    METRICS_TOKEN,
    CORS_ORIGINS: 'https://app.example.com',
  });
});
async function keyFile(name: string): Promise<string> {
  const file = join(directory.path, name);
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return file;
}
afterAll(async () => {
  await service.stop();
  issuer.close();
  await directory.remove();
});

const token = (role: string, audience = 'support-access'): Promise<string> =>
  new SignJWT({ roles: [role] })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject('ada')
    .setExpirationTime('5m')
    .sign(key);

it('while the keys of the issuer cannot be had, nobody is called unauthenticated: 503, and later well', async () => {
  const auditor = await token('auditor');
  const answer = await service.get('/v1/events', auditor);
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  issuerIsUp = true;
  // It is not asked again by every call: the first one that is, after a second, finds it.
  const isAdmitted = async () => (await service.get('/v1/events', auditor)).status === 200;
  await eventually('the auditor is admitted', isAdmitted, { timeoutMs: 5_000, everyMs: 100 });
});

it("takes the issuer's tokens for this audience, and no others", async () => {
  expect((await service.get('/v1/events', await token('service'))).status).toBe(200);
  expect(await service.get('/v1/events', await token('owner'))).toMatchObject({ status: 403 });
  expect(await service.get('/v1/events', await token('auditor', 'other'))).toMatchObject({ status: 401 });
});

it('the source of events is the configured origin', async () => {
  const event = {
    specversion: '1.0',
    id: 'c1',
    source: 'e2e',
    type: 'UpdateWorkspace',
    data: { workspaceId: 'w', tier: 'free', forcedSso: false, ownerIds: [] },
  };
  const sent = await service.post('/v1/commands', JSON.stringify(event), await token('service'));
  expect(sent.body).toMatchObject({ outcome: 'accepted' });
  const { body } = await service.get('/v1/events', await token('auditor'));
  expect(body.events).toMatchObject([{ source: 'support.example.com/log' }]);
});

it('metrics take their token, and from this machine, too', async () => {
  expect((await service.get('/metrics')).status).toBe(401);
  expect((await service.get('/metrics', METRICS_TOKEN)).status).toBe(200);
  const forwarded = { 'X-Forwarded-For': '10.0.0.1' };
  expect((await service.get('/metrics', METRICS_TOKEN, forwarded)).status).toBe(200);
  expect((await service.get('/metrics', `${METRICS_TOKEN}x`, forwarded)).status).toBe(401);
});

it('pages of the named origins may ask, and read also what is refused', async () => {
  const headers = { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'GET' };
  const preflight = await fetch(`${service.address}/v1/events`, { method: 'OPTIONS', headers });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  const refused = await service.get('/v1/events', undefined, headers);
  expect(refused.status).toBe(401);
  expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  const stranger = await service.get('/v1/events', undefined, { Origin: 'https://evil.example' });
  expect(stranger.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
});

it('logs one JSON object a line, and nothing secret', async () => {
  const lines = service.output.stdout.trim().split('\n');
  const entries = lines.map((line): Json => JSON.parse(line));
  const messages = entries.map(({ msg }) => msg);
  expect(messages).toContainEqual(expect.stringMatching(/^Listening on http/));
  expect(service.output.stdout).not.toMatch(/DEVELOPMENT|Bearer|eyJ/);
  expect(service.output.stdout).not.toContain(METRICS_TOKEN);
});
