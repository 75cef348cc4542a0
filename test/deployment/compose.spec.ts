import { existsSync, readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { ProblemError } from '../../apps/service/http/problem-error.js';
import type { Problem } from '../../apps/service/http/problem-of.js';
import { problemOf } from '../../apps/service/http/problem-of.js';
import { EVENTSTOREDB_IMAGE } from '../engines/eventstoredb.js';
import { KAFKA_VERSION } from '../engines/kafka-artifacts.js';
import type { ComposeFile } from './compose-file.js';
import { environmentOf, isOurs, readComposeFile, servesRequests } from './compose-file.js';
import { readContainerConfig } from './container-config.js';
import { MadeKeys } from './made-keys.js';
import { schemaCheck } from './schema.js';

/** What `.env` must have for a service that is off without it. */
const SET_FOR: Record<string, Record<string, string>> = {
  console: {
    AUTH_ISSUER: 'https://id.example',
    AUTH_JWKS_URL: 'https://id.example/keys',
    CONSOLE_CLIENT_ID: 'support-access-console',
  },
};
const ROLES = ['api', 'commands', 'projections', 'publisher', 'expiry'];
const FILES = ['docker-compose.yml', 'docker/single-node.yml'];
const read: Record<string, ComposeFile> = Object.fromEntries(
  FILES.map((file) => [file, readComposeFile(file)]),
);
const cluster = read['docker-compose.yml']!;

let keys: MadeKeys;
beforeAll(() => {
  keys = new MadeKeys();
});
afterAll(() => keys.remove());

describe.each(FILES)('%s', (name) => {
  const file = read[name]!;
  const services = Object.entries(file.services);

  it('is as the Compose Specification says', () => {
    const text = parseDocument(readFileSync(name, 'utf8'), { merge: true }).toJS() as object;
    const check = schemaCheck('compose-spec.json');
    expect(check(text)).toEqual([]);
    expect(check({ ...text, servics: {} })).not.toEqual([]);
  });

  it('pins each image that is not ours to a release', () => {
    const images = services.map(([, service]) => service).filter((service) => !isOurs(service));
    expect(images).not.toEqual([]);
    for (const { image } of images)
      expect(image).toMatch(/^[a-z/]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?(@sha256:[0-9a-f]{64})?$/);
  });

  it('asks each service that stays how it is', () => {
    for (const [service, { healthcheck, command, entrypoint, ...rest }] of services) {
      const endsByItself = isOurs(rest) && (command ?? entrypoint) !== undefined;
      expect([service, healthcheck?.disable ?? false]).toEqual([service, endsByItself]);
      expect([service, (healthcheck?.test ?? []).length > 0]).toEqual([service, !endsByItself]);
    }
  });

  it('is reached from this machine alone', () => {
    for (const [, { ports = [] }] of services)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+|\$\{[A-Z]+_PORT:-\d+\}):\d+$/);
  });

  it('has no secret in it', () => {
    const settings = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
    for (const [, value] of settings) expect(value).not.toMatch(/:\/\/[^/@]*:[^/@]*@/);
    const named = settings.filter(([variable]) => /PASSWORD|SECRET|TOKEN/.test(variable));
    for (const [, value] of named) expect(value).toMatch(/^(\/secrets\/|\$\{\w+:-\}$)/);
  });

  it('runs files that are there', () => {
    for (const [, { command = [], entrypoint = [], healthcheck }] of services) {
      const words = [...command, ...entrypoint, ...(healthcheck?.test ?? [])];
      for (const word of words.filter((each) => /^(docker|dist)\//.test(each)))
        expect([word, existsSync(word.replace(/^dist\/(.*)\.js$/, '$1.ts'))]).toEqual([word, true]);
    }
  });

  it('has every volume and network that it names', () => {
    const networks = ['default', ...Object.keys(file.networks ?? {})];
    for (const [, { volumes = [], networks: joined = [] }] of services) {
      const mounted = volumes
        .filter((volume) => !volume.startsWith('.'))
        .map((volume) => volume.split(':')[0]);
      expect(Object.keys(file.volumes)).toEqual(expect.arrayContaining(mounted));
      for (const network of joined) expect(networks).toContain(network);
    }
  });

  it('sets what the service understands, and all that it needs', () => {
    const ours = services.filter(([service, each]) => servesRequests(each) || service === 'admin');
    expect(ours.length).toBeGreaterThan(0);
    for (const [service, each] of ours) {
      const { problems, unknown } = readContainerConfig(environmentOf(each, SET_FOR[service]), keys);
      expect({ service, problems, unknown }).toEqual({ service, problems: [], unknown: [] });
    }
  });

  it('would be told of a misspelt variable', () => {
    const { environment } = Object.values(file.services).find(servesRequests)!;
    const misspelt = { ...environment, SESION_MINUTES: '60' };
    const service = { image: 'support-access:local', environment: misspelt };
    expect(readContainerConfig(environmentOf(service), keys).unknown).toEqual(['SESION_MINUTES']);
  });

  it('confines the service', () => {
    const serving = services.map(([, service]) => service).filter(servesRequests);
    expect(serving).not.toEqual([]);
    for (const service of serving)
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], init: true });
  });

  it('bounds the memory, the processes and the log of each', () => {
    for (const [service, { mem_limit: memory, pids_limit: pids, logging }] of services) {
      expect([service, memory]).toEqual([service, expect.stringMatching(/^\d+[mg]$/)]);
      expect([service, pids]).toEqual([service, expect.any(Number)]);
      expect([service, logging]).toEqual([
        service,
        { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
      ]);
    }
  });

  it('has something of its own where the image has a volume: else each start would leave one behind', () => {
    for (const [service, { volumes = [], tmpfs = [] }] of services.filter(([, each]) => isOurs(each)))
      expect([service, ...tmpfs, ...volumes.map((each) => each.split(':')[1])]).toContain('/data');
  });

  it('has the key of the issuer where `token` looks for it, and nowhere else', () => {
    const holders = services.filter(([, { volumes = [] }]) =>
      volumes.some((each) => each.startsWith('issuer:')),
    );
    expect(holders.map(([service]) => service).sort()).toEqual(['keys', 'token']);
    expect(file.services['token']!.entrypoint).toContain('/issuer/token-signing-key.pem');
  });

  it('runs the Kafka that the tests run against', () =>
    expect(file.services['kafka']!.image).toBe(`apache/kafka:${KAFKA_VERSION}`));
});

describe('the cluster', () => {
  const processes = Object.entries(cluster.services).filter(([, service]) => servesRequests(service));
  const serving = processes.filter(([name]) => name !== 'console');

  it('has a service for each role, two of `api` and of `commands`', () => {
    const instances = processes.map(([name, { environment, deploy }]) => [
      name,
      environment?.['ROLES'],
      deploy?.replicas ?? 1,
    ]);
    expect(instances).toEqual(
      [...ROLES, 'console'].map((role) => [role, role, role === 'api' || role === 'commands' ? 2 : 1]),
    );
  });

  it('has a console that knows the way to the API alone, and is asked for', () => {
    const { networks, volumes, profiles, environment } = cluster.services['console']!;
    expect({ networks, volumes, profiles }).toEqual({
      networks: undefined,
      volumes: ['cookies:/cookies:ro'],
      profiles: ['console'],
    });
    const { config } = readContainerConfig(environmentOf(cluster.services['api']!), keys);
    expect(environment!['CONSOLE_API_URL']).toBe(`http://api:${config!.http.port}`);
    const holders = Object.entries(cluster.services).filter(([, { volumes: all = [] }]) =>
      all.some((volume) => volume.startsWith('cookies:')),
    );
    expect(holders.map(([name]) => name)).toEqual(['console', 'keys']);
  });

  it('has a balancer that gives up on an open event stream before it is killed', () => {
    const [, seconds] = /^  hard-stop-after (\d+)s$/m.exec(readFileSync('docker/haproxy.cfg', 'utf8'))!;
    const { stop_grace_period: grace } = cluster.services['balancer']!;
    expect(Number(seconds)).toBeLessThan(Number.parseInt(grace!));
  });

  it('has a Prometheus that does not start without the token that it shows', () =>
    expect(cluster.services['prometheus']!.entrypoint!.join(' ')).toContain('${METRICS_TOKEN:?'));

  it('tells every role the same but for its name', () => {
    const settings = serving.map(([, service]) => ({ ...environmentOf(service), ROLES: '' }));
    expect(new Set(settings.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it('waits for the stores, the broker and the keys', () => {
    for (const [, { depends_on: before }] of serving)
      expect(before).toEqual({
        keys: { condition: 'service_completed_successfully' },
        eventstoredb: { condition: 'service_healthy' },
        postgres: { condition: 'service_healthy' },
        kafka: { condition: 'service_healthy' },
      });
  });

  it('shows the stores to the service alone', () => {
    expect(cluster.networks?.['stores']).toEqual({ internal: true });
    for (const store of ['eventstoredb', 'postgres']) {
      expect(cluster.services[store]!.networks).toEqual(['stores']);
      expect(cluster.services[store]).not.toHaveProperty('ports');
    }
    const strangers = Object.entries(cluster.services).filter(([, each]) => !isOurs(each));
    const onTheStores = strangers.filter(([, { networks = [] }]) => networks.includes('stores'));
    expect(onTheStores.map(([name]) => name)).toEqual(['eventstoredb', 'postgres']);
  });

  it('balances over the port on which the service listens', () => {
    const settings = readFileSync('docker/haproxy.cfg', 'utf8');
    const { config } = readContainerConfig(environmentOf(cluster.services['api']!), keys);
    expect(settings).toContain(`server-template api- 8 api:${config!.http.port}\n`);
    expect(settings).toContain(`server-template console- 4 console:${config!.http.port}\n`);
    expect(settings).toContain('option httpchk GET /health/ready\n');
  });

  it('has a balancer that answers as the service does when no `api` is there', () => {
    const settings = readFileSync('docker/haproxy.cfg', 'utf8');
    const answers = [
      ...settings.matchAll(
        /^  http-error status (\d+) content-type application\/problem\+json string '(.*)' hdr Cache-Control no-store(?: hdr Retry-After (\d+))?$/gm,
      ),
    ];
    expect(answers.map(([, status, , retryAfter]) => [Number(status), retryAfter !== undefined])).toEqual([
      [400, false],
      [408, false],
      [502, true],
      [503, true],
      [504, true],
    ]);
    for (const [, status, text] of answers) {
      const problem = JSON.parse(text!) as Problem;
      const { code, detail } = problem;
      expect(problem).toEqual(problemOf(new ProblemError(Number(status), code, detail)));
    }
  });

  it('runs the EventStoreDB that the tests run against and the guide names', () => {
    expect(cluster.services['eventstoredb']!.image).toBe(EVENTSTOREDB_IMAGE);
    const [, release = ''] = EVENTSTOREDB_IMAGE.split(':');
    expect(release).toMatch(/^\d+\.\d+\.\d+/);
    expect(readFileSync('docs/operations.md', 'utf8')).toContain(
      `Take ${/^[\d.]+/.exec(release)![0]} or newer`,
    );
  });

  it("has the database's password where server and clients look for it", () => {
    const { config } = readContainerConfig(environmentOf(cluster.services['api']!), keys);
    const { hostname, port, pathname, username, password } = new URL(config!.readModelUrl);
    expect(password).toBe('');
    expect(cluster.services['keys']!.environment!['DATABASE']).toBe(
      [hostname, port, pathname.slice(1), username].join(':'),
    );
    expect(cluster.services['postgres']!.environment).toMatchObject({
      POSTGRES_USER: username,
      POSTGRES_DB: pathname.slice(1),
      POSTGRES_PASSWORD_FILE: '/secrets/postgres-password',
    });
  });
});
