import type { JWK } from 'jose';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { KeyServer } from '../../apps/service/auth/spec/key-server.js';
import { eventually } from '../support/eventually.js';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

const ISSUER = 'https://id.example';
let issuer: KeyServer;
let directory: Directory;
let service: ServiceProcess;
let token: (kid: string) => Promise<string>;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
  token = (kid) =>
    new SignJWT({ roles: ['auditor'] })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(ISSUER)
      .setAudience('support-access')
      .setSubject('audrey')
      .setExpirationTime('1h')
      .sign(privateKey);
  issuer = await KeyServer.start();
  issuer.keys = [jwk];
  directory = await temporaryDirectory();
  service = await ServiceProcess.start({
    ...embedded(directory.path),
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: 'support-access',
    AUTH_JWKS_URL: issuer.url,
    EVIDENCE_ORIGIN: 'x.example/log',
  });
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
  issuer.close();
});

const ask = async (kid: string): Promise<number> =>
  (await service.get('/v1/events', await token(kid))).status;
const flood = (): Promise<number[]> => Promise.all(Array.from({ length: 50 }, (_, i) => ask(`made-up-${i}`)));
const lines = (): string[] =>
  service.output.stdout.split('\n').filter((line) => / (WARN|INFO|ERROR): /.test(line));
const degraded = async (): Promise<string[]> => (await service.get('/health/ready')).body.degraded;
const metric = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec((await service.get('/metrics')).body)?.[1]);

it('a flood of invented keys writes no line, and is counted', async () => {
  expect(await ask('k1')).toBe(200);
  const before = lines().length;
  expect(new Set(await flood())).toEqual(new Set([401]));
  expect(lines().slice(before)).toEqual([]);
  expect(await metric('support_access_unknown_token_keys_total')).toBe(50);
  expect(await degraded()).toEqual([]);
});

it('an outage is one line with its cause and the URL, degraded in health, and one line when it is over', async () => {
  const before = lines().length;
  issuer.mode = 'gone';
  // A look-up is due once the cooldown of the last one is over.
  await eventually('it is noticed', async () => (await ask('another')) === 503, { everyMs: 200 });
  await flood();
  expect(await ask('k1')).toBe(200);
  expect(lines().slice(before)).toEqual([
    expect.stringMatching(/WARN: the keys of the token issuer cannot be fetched; known keys stay valid/),
  ]);
  expect(service.output.stdout).toMatch(/cause: "fetch failed: \w.+"/);
  expect(service.output.stdout).toContain(`url: "${issuer.url}"`);
  expect(await degraded()).toEqual(['identity provider']);
  const { status, body } = await service.get('/health/ready');
  expect([status, body.components['identity provider'].reason]).toEqual([
    200,
    expect.stringContaining(`${issuer.url}: fetch failed: `),
  ]);
  expect(await metric('support_access_issuer_keys_failures_total')).toBeGreaterThan(0);
  issuer.mode = 'up';
  // Nobody asks for a key meanwhile.
  await eventually('it is over', async () => (await degraded()).length === 0);
  expect(lines().slice(before + 1)).toEqual([
    expect.stringMatching(/INFO: the keys of the token issuer can be fetched again/),
  ]);
});
