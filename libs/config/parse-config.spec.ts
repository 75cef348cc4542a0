import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Case } from './spec/config-cases.contract.js';
import { checkCases } from './spec/config-cases.contract.js';
import { keyFiles } from './spec/key-files.js';

const { directory, keyFile, p256File, p384File, rsaFile, otherFile } = keyFiles();
const kafka = { KAFKA_BROKERS: 'a:9092' };
const jwks = {
  AUTH_ISSUER: 'https://id.example',
  AUTH_JWKS_URL: 'https://id.example/jwks',
  AUTH_AUDIENCE: 'api',
};

const cases: Case[] = [
  {
    variable: 'NODE_ENV',
    get: (c) => c.mode,
    fallback: 'development',
    good: [['test', 'development']],
    bad: ['prod', 'Production', 'staging'],
  },
  {
    variable: 'EVENT_STORE_URL',
    get: (c) => c.eventStoreUrl,
    fallback: 'sqlite:data/events.db',
    given: { DEV_KEYS_DIR: 'keys' },
    good: [
      ['sqlite:/var/lib/x.db', 'sqlite:/var/lib/x.db'],
      ['esdb://h:2113', 'esdb://h:2113'],
      ['esdb://u:p%2F@a:1,b:2,c?tls=false', 'esdb://u:p%2F@a:1,b:2,c?tls=false'],
      ['esdb+discover://h?tlsCAFile=package.json', 'esdb+discover://h?tlsCAFile=package.json'],
      ['kurrentdb://h:2113', 'kurrentdb://h:2113'],
      ['kurrentdb+discover://h', 'kurrentdb+discover://h'],
    ],
    bad: [
      'data/events.db',
      'sqlite:',
      'sqlite://host/x',
      'sqlite::memory:',
      'esdb:h',
      'esdb://',
      'esdb://u:p%@h',
      'esdb://h:port',
      'esdb://h?tls',
      'eventstoredb://h',
      'esdb+discover://a,b,c',
      'kurrentdb://u:p%@h',
      'esdb://u:secret@h?unknown=1',
      'esdb://u:secret@h?tlsVerifyCert=false',
    ],
  },
  {
    variable: 'EVENT_INDEX_DIR',
    given: { EVENT_STORE_URL: 'esdb://h', DEV_KEYS_DIR: 'keys' },
    get: (c) => c.eventIndexDir,
    fallback: undefined,
    good: [['index', 'index']],
    bad: [],
  },
  {
    variable: 'DISK_RESERVE_MIB',
    get: (c) => c.diskReserveMib,
    fallback: 64,
    good: [
      ['0', 0],
      ['1024', 1024],
    ],
    bad: ['-1', 'x', '65537'],
  },
  {
    variable: 'READ_MODEL_URL',
    get: (c) => c.readModelUrl,
    fallback: 'sqlite:data/read-models.db',
    good: [
      ['sqlite:x.db', 'sqlite:x.db'],
      ['postgres://u:p%2F@h:5433/d?sslmode=verify-full', 'postgres://u:p%2F@h:5433/d?sslmode=verify-full'],
      ['postgresql:///d?host=/run/postgresql', 'postgresql:///d?host=/run/postgresql'],
    ],
    bad: [
      'mysql://h',
      'sqlite:',
      'postgres:h/d',
      'postgres://u:p@h',
      'postgres://u:%zz@h/d',
      'postgres://u:p@:x/d',
      'sqlite:./data/../data/events.db',
    ],
  },
  {
    variable: 'ROLES',
    get: (c) => [...c.roles],
    given: kafka,
    fallback: ['api', 'commands', 'projections', 'publisher', 'expiry', 'console'],
    good: [
      ['all', ['api', 'commands', 'projections', 'publisher', 'expiry', 'console']],
      ['api, expiry', ['api', 'expiry']],
      ['api, console', ['api', 'console']],
    ],
    bad: ['none', 'api,', 'all,api', 'API'],
  },
  {
    variable: 'PORT',
    get: (c) => c.http.port,
    fallback: 3000,
    good: [
      ['0', 0],
      ['65535', 65535],
    ],
    bad: ['65536', '-1', '80a', '1e3', '3000.5'],
  },
  {
    variable: 'HOST',
    get: (c) => c.http.host,
    fallback: '127.0.0.1',
    good: [
      ['localhost', 'localhost'],
      ['::1', '::1'],
      ['127.0.0.2', '127.0.0.2'],
    ],
    bad: ['0.0.0.0', '::', 'example.com', '10.0.0.1', 'a b', 'localhost.example.com'],
  },
  {
    variable: 'HOST',
    get: (c) => c.http.host,
    given: jwks,
    fallback: '127.0.0.1',
    good: [['0.0.0.0', '0.0.0.0']],
    bad: ['a b', 'http://x'],
  },
  {
    variable: 'AUTH_ISSUER',
    given: jwks,
    get: (c) => (c.auth.kind === 'jwks' ? c.auth.issuer : undefined),
    fallback: 'https://id.example',
    good: [['x', 'x']],
    bad: [''],
  },
  {
    variable: 'AUTH_AUDIENCE',
    given: jwks,
    get: (c) => (c.auth.kind === 'jwks' ? c.auth.audience : undefined),
    fallback: 'api',
    good: [['x', 'x']],
    bad: [''],
  },
  {
    variable: 'AUTH_JWKS_URL',
    given: jwks,
    get: (c) => (c.auth.kind === 'jwks' ? c.auth.jwksUrl : undefined),
    fallback: 'https://id.example/jwks',
    good: [
      ['file:///etc/jwks.json', 'file:///etc/jwks.json'],
      ['http://127.0.0.1:1/j', 'http://127.0.0.1:1/j'],
      ['http://[::1]:1/j', 'http://[::1]:1/j'],
    ],
    bad: [
      'http://id.example/jwks',
      'ftp://x',
      'jwks.json',
      'file://host/jwks.json',
      'http://localhost.evil.example/',
    ],
  },
  {
    variable: 'DEV_KEYS_DIR',
    get: (c) => (c.auth.kind === 'development' ? c.auth.keysDir : undefined),
    fallback: 'data/dev-keys',
    good: [['/tmp/k', '/tmp/k']],
    bad: [],
  },
  {
    variable: 'PUBLIC_URL',
    // The console takes none with a path.
    given: { ROLES: 'api' },
    get: (c) => c.http.publicUrl,
    fallback: undefined,
    good: [
      ['https://a.example/', 'https://a.example'],
      ['http://a/b', 'http://a/b'],
    ],
    bad: ['a.example', 'https://a?x=1', 'https://u:p@a', 'ftp://a'],
  },
  {
    variable: 'SESSION_SIGNING_KEYS',
    get: (c) => c.session.signingKeyFiles,
    fallback: [],
    good: [
      [keyFile, [keyFile]],
      [`${keyFile}, ${keyFile}`, [keyFile, keyFile]],
      [p256File, [p256File]],
    ],
    bad: [otherFile, join(directory, 'absent.pem'), `${keyFile},`, p384File, rsaFile],
  },
  {
    variable: 'SESSION_AUDIENCE',
    get: (c) => c.session.audience,
    fallback: 'support-sessions',
    good: [['x', 'x']],
    bad: [],
  },
  {
    variable: 'TRUST_PROXY',
    get: (c) => c.http.trustProxy,
    fallback: false,
    good: [
      ['true', true],
      ['false', false],
      ['2', 2],
      ['10.0.0.0/8, ::1', '10.0.0.0/8,::1'],
    ],
    bad: ['yes', '0', '10.0.0.0/33', '10.0.0/8', 'proxy.example'],
  },
  {
    variable: 'CORS_ORIGINS',
    get: (c) => c.http.corsOrigins,
    fallback: [],
    good: [['https://a.example,http://localhost:5173', ['https://a.example', 'http://localhost:5173']]],
    bad: ['https://a.example/', '*', 'a.example', 'null'],
  },
  {
    variable: 'MAX_CONNECTIONS',
    get: (c) => c.http.maxConnections,
    fallback: 4_000,
    good: [['16', 16]],
    bad: ['0', '15', 'many'],
  },
  {
    variable: 'DRAIN_SECONDS',
    get: (c) => c.http.drainSeconds,
    fallback: 0,
    good: [
      ['0', 0],
      ['300', 300],
    ],
    bad: ['-1', '301', 'a while'],
  },
  {
    variable: 'METRICS_TOKEN',
    get: (c) => c.metricsToken,
    fallback: undefined,
    good: [['0123456789abcdef', '0123456789abcdef']],
    bad: ['short', '0123456789 abcdef'],
  },
  {
    variable: 'EVIDENCE_ORIGIN',
    get: (c) => c.evidenceOrigin,
    fallback: hostname(),
    good: [['support.example.com/log', 'support.example.com/log']],
    bad: ['a b', 'a+b', 'a\nb', 'x'.repeat(256)],
  },
  {
    variable: 'EVIDENCE_SIGNING_KEY',
    get: (c) => c.evidence.signingKeyFiles,
    fallback: [],
    good: [
      [keyFile, [keyFile]],
      [`${keyFile}, ${keyFile}`, [keyFile, keyFile]],
    ],
    bad: [otherFile, directory, join(directory, 'absent.pem'), `${keyFile},${otherFile}`, p256File],
  },
  {
    variable: 'CHECKPOINT_SECONDS',
    get: (c) => c.evidence.checkpointSeconds,
    fallback: 60,
    good: [['1', 1]],
    bad: ['0', '86401', 'x'],
  },
  {
    variable: 'VERIFY_HOURS',
    get: (c) => c.evidence.verifyHours,
    fallback: 24,
    good: [['1', 1]],
    bad: ['0', '8761', 'x'],
  },
  {
    variable: 'AUDIT_TRAIL_TIERS',
    get: (c) => (c.auditTrailTiers === 'all' ? 'all' : [...c.auditTrailTiers]),
    fallback: ['business'],
    good: [
      ['all', 'all'],
      ['team,business', ['team', 'business']],
    ],
    bad: ['gold', 'all,team', ','],
  },
];

checkCases(cases);
