import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from './index.js';
import { problemsOf } from './spec/problems-of.js';

type Variables = Record<string, string>;

const directory = mkdtempSync(join(tmpdir(), 'support-access-config-'));
const pem = join(directory, 'some.pem');
beforeAll(() => writeFileSync(pem, 'PEM'));
afterAll(() => rmSync(directory, { recursive: true }));

const parse = (variables: Variables) => parseConfig({ KAFKA_BROKERS: 'a:9092', ...variables }).kafka;

it('is absent without brokers', () => expect(parseConfig({}).kafka).toBeUndefined());

it('has defaults for everything but the brokers', () =>
  expect(parse({})).toEqual({
    brokers: ['a:9092'],
    clientId: 'support-access',
    groupId: 'support-access-commands',
    topicPrefix: '',
    createTopics: true,
    partitions: 12,
  }));

it.each<[string, string, object]>([
  ['KAFKA_BROKERS', 'a:1, [::1]:9092,b.example:65535', { brokers: ['a:1', '[::1]:9092', 'b.example:65535'] }],
  ['KAFKA_CLIENT_ID', 'me', { clientId: 'me' }],
  ['KAFKA_GROUP_ID', 'us', { groupId: 'us' }],
  ['KAFKA_TOPIC_PREFIX', 'eu-1.', { topicPrefix: 'eu-1.', groupId: 'eu-1.support-access-commands' }],
  [
    'KAFKA_COMMAND_TOPICS',
    'billing.commands=UpdateWorkspace; desk = RecordSupportLogin , RevokeSupportAccess',
    {
      commandTopics: new Map([
        ['billing.commands', new Set(['UpdateWorkspace'])],
        ['desk', new Set(['RecordSupportLogin', 'RevokeSupportAccess'])],
      ]),
    },
  ],
  ['KAFKA_CREATE_TOPICS', 'false', { createTopics: false }],
  ['KAFKA_PARTITIONS', '3', { partitions: 3 }],
  ['KAFKA_REPLICATION', '3', { replication: 3 }],
  ['KAFKA_RACK_ID', 'eu-central-1a', { rackId: 'eu-central-1a' }],
  ['KAFKA_SSL', 'true', { tls: { rejectUnauthorized: true } }],
])('%s=%s', (name, value, expected) => expect(parse({ [name]: value })).toMatchObject(expected));

it.each([
  ['KAFKA_BROKERS', 'a'],
  ['KAFKA_BROKERS', 'a:0'],
  ['KAFKA_BROKERS', 'a:65536'],
  ['KAFKA_BROKERS', 'a:9092,'],
  ['KAFKA_BROKERS', 'kafka://a:9092'],
  ['KAFKA_CLIENT_ID', 'a b'],
  ['KAFKA_GROUP_ID', 'a/b'],
  ['KAFKA_TOPIC_PREFIX', 'a:'],
  ['KAFKA_COMMAND_TOPICS', 'billing.commands'],
  ['KAFKA_COMMAND_TOPICS', '=UpdateWorkspace'],
  ['KAFKA_COMMAND_TOPICS', 'a=UpdateWorkspace=b'],
  ['KAFKA_COMMAND_TOPICS', 'a='],
  ['KAFKA_COMMAND_TOPICS', 'a=UpdateWorkspace;'],
  ['KAFKA_COMMAND_TOPICS', 'a b=UpdateWorkspace'],
  ['KAFKA_COMMAND_TOPICS', '..=UpdateWorkspace'],
  ['KAFKA_COMMAND_TOPICS', 'a=UpdateWorkspace,Anything'],
  ['KAFKA_COMMAND_TOPICS', 'a=ExpireSupportAccess'],
  ['KAFKA_COMMAND_TOPICS', 'a=UpdateWorkspace;a=GrantSupportAccess'],
  ['KAFKA_COMMAND_TOPICS', 'support-access.events=UpdateWorkspace'],
  ['KAFKA_CREATE_TOPICS', 'no'],
  ['KAFKA_RACK_ID', 'a b'],
  ['KAFKA_PARTITIONS', '0'],
  ['KAFKA_REPLICATION', '0'],
  ['KAFKA_SSL', '1'],
  ['KAFKA_SSL_CA', '/nowhere/ca.pem'],
  ['KAFKA_SSL_CERT', '/nowhere/cert.pem'],
  ['KAFKA_SSL_KEY', '/nowhere/key.pem'],
  ['KAFKA_SSL_REJECT_UNAUTHORIZED', 'false'],
  ['KAFKA_SASL_MECHANISM', 'gssapi'],
])('refuses %s=%s', (name, value) =>
  expect(problemsOf({ KAFKA_BROKERS: 'a:9092', [name]: value })).toContain(name),
);

it.each([
  'KAFKA_GROUP_ID',
  'KAFKA_RACK_ID',
  'KAFKA_SSL',
  'KAFKA_OAUTH_SCOPE',
  'KAFKA_SASL_PASSWORD',
  'KAFKA_PARTITIONS',
])('refuses %s without brokers', (name) => expect(problemsOf({ [name]: 'true' })).toEqual([name]));

it.each(['commands', 'publisher', 'api,publisher'])('refuses ROLES=%s without brokers', (roles) =>
  expect(problemsOf({ ROLES: roles })).toEqual(['ROLES']),
);

describe('TLS', () => {
  it('reads the files, and is on when there is one', () =>
    expect(parse({ KAFKA_SSL_CA: pem, KAFKA_SSL_CERT: pem, KAFKA_SSL_KEY: pem })?.tls).toEqual({
      ca: 'PEM',
      cert: 'PEM',
      key: 'PEM',
      rejectUnauthorized: true,
    }));

  it('may trust any broker, outside production', () => {
    const variables = { KAFKA_BROKERS: 'a:1', KAFKA_SSL: 'true', KAFKA_SSL_REJECT_UNAUTHORIZED: 'false' };
    expect(parse(variables)?.tls).toEqual({ rejectUnauthorized: false });
    expect(problemsOf({ ...variables, NODE_ENV: 'production' })).toContain('KAFKA_SSL_REJECT_UNAUTHORIZED');
  });

  it('takes a client certificate with its key only', () => {
    expect(problemsOf({ KAFKA_BROKERS: 'a:1', KAFKA_SSL_CERT: pem })).toEqual(['KAFKA_SSL_KEY']);
    expect(problemsOf({ KAFKA_BROKERS: 'a:1', KAFKA_SSL_KEY: pem })).toEqual(['KAFKA_SSL_CERT']);
  });

  it('is not off with files given', () =>
    expect(problemsOf({ KAFKA_BROKERS: 'a:1', KAFKA_SSL: 'false', KAFKA_SSL_CA: pem })).toEqual([
      'KAFKA_SSL_CA',
    ]));
});

describe('SASL', () => {
  const sasl = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };

  it('is a mechanism, a name and a password', () =>
    expect(parse(sasl)?.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'u', password: 'p' }));

  it.each(Object.keys(sasl))('is not complete without %s', (missing) => {
    const rest = Object.fromEntries(Object.entries(sasl).filter(([name]) => name !== missing));
    expect(problemsOf({ KAFKA_BROKERS: 'a:1', ...rest })).toEqual([missing]);
  });
});

describe('access tokens', () => {
  const oauth = {
    KAFKA_SASL_MECHANISM: 'oauthbearer',
    KAFKA_OAUTH_TOKEN_URL: 'https://id.example/token',
    KAFKA_OAUTH_CLIENT_ID: 'support-access',
    KAFKA_OAUTH_CLIENT_SECRET: 's3cret',
  };
  const refused = (changes: Variables): string[] =>
    problemsOf({ KAFKA_BROKERS: 'a:1', ...oauth, ...changes }).toSorted();

  it('are had by a client, its secret, a scope and what else the provider or the brokers ask for', () => {
    const more = {
      KAFKA_OAUTH_SCOPE: 'kafka.read kafka.write',
      KAFKA_OAUTH_PARAMETERS: 'audience=https://kafka.example',
      KAFKA_OAUTH_EXTENSIONS: 'logicalCluster=lkc-1&identityPoolId=pool-1',
    };
    const expected = {
      mechanism: 'oauthbearer',
      tokenUrl: 'https://id.example/token',
      clientId: 'support-access',
      clientSecret: 's3cret',
      parameters: {},
      extensions: {},
    };
    expect(parse(oauth)?.sasl).toEqual(expected);
    expect(parse({ ...oauth, ...more })?.sasl).toEqual({
      ...expected,
      scope: 'kafka.read kafka.write',
      parameters: { audience: 'https://kafka.example' },
      extensions: { logicalCluster: 'lkc-1', identityPoolId: 'pool-1' },
    });
  });

  it('have the secret in a file, or in the variable', () => {
    const { KAFKA_OAUTH_CLIENT_SECRET: _, ...rest } = oauth;
    writeFileSync(join(directory, 'secret'), 's3cret\n');
    writeFileSync(join(directory, 'empty'), '\n');
    const inFile = (name: string): Variables => ({ KAFKA_OAUTH_CLIENT_SECRET_FILE: join(directory, name) });
    expect(parse({ ...rest, ...inFile('secret') })?.sasl).toMatchObject({ clientSecret: 's3cret' });
    expect(refused(inFile('secret'))).toEqual(['KAFKA_OAUTH_CLIENT_SECRET_FILE']);
    expect(refused({ KAFKA_OAUTH_CLIENT_SECRET: '' })).toEqual(['KAFKA_OAUTH_CLIENT_SECRET_FILE']);
    expect(refused({ KAFKA_OAUTH_CLIENT_SECRET: '', ...inFile('empty') })).toEqual([
      'KAFKA_OAUTH_CLIENT_SECRET_FILE',
    ]);
  });

  it.each<[string, string]>([
    ['KAFKA_OAUTH_TOKEN_URL', ''],
    ['KAFKA_OAUTH_TOKEN_URL', 'http://id.example/token'],
    ['KAFKA_OAUTH_TOKEN_URL', 'https://u:p@id.example/token'],
    ['KAFKA_OAUTH_CLIENT_ID', ''],
    ['KAFKA_OAUTH_SCOPE', 'a"b'],
    ['KAFKA_OAUTH_PARAMETERS', 'grant_type=password'],
    ['KAFKA_OAUTH_PARAMETERS', '=x'],
    ['KAFKA_OAUTH_EXTENSIONS', 'auth=x'],
    ['KAFKA_OAUTH_EXTENSIONS', 'a=%01b'],
    ['KAFKA_SASL_MECHANISM', ''],
    ['KAFKA_SASL_USERNAME', 'u'],
    ['KAFKA_SASL_PASSWORD', 'p'],
  ])('refuse %s=%s', (name, value) => expect(refused({ [name]: value })).toContain(name));

  it('say nothing beside a password', () => {
    const password = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
    expect(refused(password)).toEqual(Object.keys(oauth).slice(1).toSorted());
  });
});
