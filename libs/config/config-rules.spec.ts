import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from './index.js';
import { keyFiles } from './spec/key-files.js';
import { problemsOf } from './spec/problems-of.js';

const { directory, keyFile, secondKeyFile, otherFile } = keyFiles();
const kafka = { KAFKA_BROKERS: 'a:9092' };
const jwks = {
  AUTH_ISSUER: 'https://id.example',
  AUTH_JWKS_URL: 'https://id.example/jwks',
  AUTH_AUDIENCE: 'api',
};

it('names every problem at once', () =>
  expect(problemsOf({ PORT: 'x', SESSION_MINUTES: '0', ROLES: 'all,' })).toEqual([
    'ROLES',
    'PORT',
    'SESSION_MINUTES',
  ]));

it('never repeats a value', () => {
  const secret = 'swordfish';
  const numbers = [
    'PORT',
    'SESSION_MINUTES',
    'CHECKPOINT_SECONDS',
    'VERIFY_HOURS',
    'KAFKA_PARTITIONS',
    'KAFKA_REPLICATION',
  ];
  const words = ['NODE_ENV', 'ROLES', 'AUTH_JWKS_URL', 'TRUST_PROXY', 'KAFKA_SASL_MECHANISM', 'KAFKA_SSL'];
  const files = ['SESSION_SIGNING_KEYS', 'EVIDENCE_SIGNING_KEY', 'KAFKA_SSL_KEY'];
  const names = [
    ...numbers,
    ...words,
    ...files,
    'EVENT_STORE_URL',
    'METRICS_TOKEN',
    'PUBLIC_URL',
    'KAFKA_BROKERS',
  ];
  const variables = Object.fromEntries(names.map((name) => [name, secret]));
  expect(problemsOf(variables)).toEqual(expect.arrayContaining(names));
  expect(() => parseConfig(variables)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(secret) }),
  );
});

it('is frozen to the bottom', () => {
  const config = parseConfig(kafka);
  expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError);
  expect(() => (config.kafka?.brokers as string[] | undefined)?.push('b:1')).toThrow(TypeError);
  expect(() => (config.roles as Set<string>).add('x')).toThrow(TypeError);
  expect(config.roles.size).toBe(6);
});

it('asks where development keys are made when there is no file to make them beside', () => {
  expect(problemsOf({ EVENT_STORE_URL: 'esdb://h' })).toContain('DEV_KEYS_DIR');
  expect(parseConfig({ EVENT_STORE_URL: 'esdb://h', DEV_KEYS_DIR: 'k' }).eventStoreUrl).toBe('esdb://h');
});

it('refuses an index beside a file that has its own', () =>
  expect(problemsOf({ EVENT_INDEX_DIR: 'x' })).toContain('EVENT_INDEX_DIR'));

describe('NODE_ENV=production', () => {
  const required = [
    'PUBLIC_URL',
    'SESSION_SIGNING_KEYS',
    'SESSION_AUDIENCE',
    'EVIDENCE_ORIGIN',
    'EVIDENCE_SIGNING_KEY',
  ];

  it('asks for everything that development makes up', () =>
    expect(problemsOf({ NODE_ENV: 'production' }).sort()).toEqual(
      [...Object.keys(jwks), ...required].sort(),
    ));

  it('is content with all of it', () => {
    const config = parseConfig({
      ...jwks,
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://a.example',
      SESSION_SIGNING_KEYS: keyFile,
      SESSION_AUDIENCE: 'sessions',
      EVIDENCE_ORIGIN: 'a.example/log',
      EVIDENCE_SIGNING_KEY: secondKeyFile,
    });
    expect(config).toMatchObject({ mode: 'production', auth: { kind: 'jwks' }, http: { host: '0.0.0.0' } });
  });

  it.each([
    ['api', required],
    ['commands', ['PUBLIC_URL', 'EVIDENCE_ORIGIN', 'EVIDENCE_SIGNING_KEY']],
    ['expiry', ['PUBLIC_URL', 'EVIDENCE_ORIGIN', 'EVIDENCE_SIGNING_KEY']],
    ['projections', ['PUBLIC_URL', 'EVIDENCE_ORIGIN', 'EVIDENCE_SIGNING_KEY']],
    ['publisher', ['PUBLIC_URL', 'EVIDENCE_ORIGIN']],
  ])('gives %s the keys that it uses and no others', (ROLES, expected) => {
    const kafka = { KAFKA_BROKERS: 'kafka:9092' };
    const problems = problemsOf({ ...jwks, ...kafka, NODE_ENV: 'production', ROLES });
    expect(problems.filter((name) => required.includes(name)).sort()).toEqual([...expected].sort());
  });

  it('has no development keys', () =>
    expect(problemsOf({ NODE_ENV: 'production', DEV_KEYS_DIR: 'x' })).toContain('DEV_KEYS_DIR'));
});

describe('a key that is to sign sessions and evidence', () => {
  const refused = (sessions: string, evidence: string): string[] =>
    problemsOf({ SESSION_SIGNING_KEYS: sessions, EVIDENCE_SIGNING_KEY: evidence });

  it('is refused under both names, also as a copy and as one of several', () => {
    const copy = join(directory, 'copy.pem');
    copyFileSync(keyFile, copy);
    const both = ['SESSION_SIGNING_KEYS', 'EVIDENCE_SIGNING_KEY'];
    expect(refused(keyFile, keyFile)).toEqual(both);
    expect(refused(keyFile, copy)).toEqual(both);
    expect(refused(`${secondKeyFile},${copy}`, keyFile)).toEqual(both);
  });

  it('is refused when one of them is the key that development made, or both are', () => {
    const keysDir = join(directory, 'dev-keys');
    mkdirSync(keysDir);
    const dev = { DEV_KEYS_DIR: keysDir };
    const copyTo = (name: string): void => copyFileSync(keyFile, join(keysDir, name));
    copyTo('evidence-signing-key.pem');
    expect(problemsOf({ ...dev, SESSION_SIGNING_KEYS: keyFile })).toEqual(['SESSION_SIGNING_KEYS']);
    expect(problemsOf({ ...dev, SESSION_SIGNING_KEYS: secondKeyFile })).toEqual([]);
    copyTo('session-signing-key.pem');
    expect(problemsOf(dev)).toEqual(['DEV_KEYS_DIR']);
    rmSync(join(keysDir, 'evidence-signing-key.pem'));
    expect(problemsOf({ ...dev, EVIDENCE_SIGNING_KEY: keyFile })).toEqual(['EVIDENCE_SIGNING_KEY']);
    copyTo('token-signing-key.pem');
    expect(problemsOf(dev)).toEqual(['DEV_KEYS_DIR']);
    rmSync(join(keysDir, 'session-signing-key.pem'));
    expect(problemsOf({ ...dev, EVIDENCE_SIGNING_KEY: keyFile })).toEqual(['EVIDENCE_SIGNING_KEY']);
    expect(problemsOf(dev)).toEqual([]);
  });

  it('is told from two keys, and from files without a key', () => {
    expect(refused(keyFile, secondKeyFile)).toEqual([]);
    expect(refused(otherFile, otherFile)).toEqual(['SESSION_SIGNING_KEYS', 'EVIDENCE_SIGNING_KEY']);
  });

  it('is named in no message', () =>
    expect(() => parseConfig({ SESSION_SIGNING_KEYS: keyFile, EVIDENCE_SIGNING_KEY: keyFile })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(directory) }),
    ));
});

it('keeps development keys beside the event file', () =>
  expect(parseConfig({ EVENT_STORE_URL: 'sqlite:/srv/log/events.db' }).auth).toEqual({
    kind: 'development',
    keysDir: '/srv/log/dev-keys',
  }));

it('keeps a session key there, too, when only tokens come from an issuer', () =>
  expect(parseConfig({ ...jwks, EVENT_STORE_URL: 'sqlite:/srv/log/events.db' }).session).toEqual({
    signingKeyFiles: [],
    keysDir: '/srv/log/dev-keys',
    audience: 'support-sessions',
  }));

it('the claims of a token have their usual names, unless they are named', () => {
  expect(parseConfig(jwks).auth).toMatchObject({ claims: { subject: 'sub', roles: 'roles' } });
  const named = { AUTH_SUBJECT_CLAIM: 'email', AUTH_ROLES_CLAIM: 'realm_access.roles' };
  const claims = { subject: 'email', roles: 'realm_access.roles' };
  expect(parseConfig({ ...jwks, ...named }).auth).toMatchObject({ claims });
  for (const name of Object.keys(named))
    for (const bad of ['two words', 'ü', 'x'.repeat(257)])
      expect(problemsOf({ ...jwks, [name]: bad })).toEqual([name]);
});

it.each(['AUTH_ROLES_CLAIM', 'AUTH_SUBJECT_CLAIM'])('%s is of an issuer, who must be named', (name) =>
  expect(problemsOf({ [name]: 'x' }).sort()).toEqual(Object.keys(jwks).sort()),
);

it.each(Object.keys(jwks))('takes AUTH_* together: without %s the others are not enough', (missing) => {
  const rest = Object.fromEntries(Object.entries(jwks).filter(([name]) => name !== missing));
  expect(problemsOf(rest)).toEqual([missing]);
});
