import { describe, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { canRunDocker, HOW_TO_GET_DOCKER } from '../containers/docker-engine.js';
import { hasGo, HOW_TO_GET_GO } from '../evidence/go-verifier.js';
import { eventStoreDbSource, HOW_TO_GET_EVENTSTOREDB } from './eventstoredb.js';
import {
  hasExamplesGo,
  hasExamplesPython,
  HOW_TO_GET_EXAMPLES_GO,
  HOW_TO_GET_EXAMPLES_PYTHON,
} from './example-languages.js';
import { HOW_TO_GET_KAFKA, kafkaSource, privateKafkaSource } from './kafka-broker.js';
import { HOW_TO_GET_OPENAPI_GENERATOR, hasOpenApiGenerator } from './openapi-generator.js';
import { postgresPrograms } from './postgres-process.js';
import { HOW_TO_GET_POSTGRES, postgresSource, privatePostgresSource } from './postgres-server.js';
import { hasProxy } from './proxies.js';
import { HOW_TO_GET_SCHEMATHESIS, schemathesis } from './schemathesis.js';
import { canSecureKafka } from './secured-kafka.js';
import { canMount, HOW_TO_MOUNT } from './small-disk.js';

/** The program that renders charts. */
export const HELM = process.env.HELM ?? 'helm';

/** Where the browser is. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** What some suites need and a machine may lack. */
type Engine = { tier: string; isHere: () => boolean; howToGet: string };

const ENGINES = {
  kafka: { tier: 'kafka', isHere: () => kafkaSource() !== undefined, howToGet: HOW_TO_GET_KAFKA },
  /** A broker that the suite may stop: never that of `KAFKA_BROKERS`. */
  'private-kafka': {
    tier: 'kafka',
    isHere: () => privateKafkaSource() !== undefined,
    howToGet: HOW_TO_GET_KAFKA,
  },
  /** For a broker that asks for TLS and a password: the configuration is ours, so Docker will not do. */
  'secured-kafka': {
    tier: 'kafka',
    isHere: () => canSecureKafka(),
    howToGet: 'install Java 17 or newer, Maven and openssl',
  },
  /** A Kafka client that is not kafkajs. */
  kcat: {
    tier: 'kafka',
    isHere: () => spawnSync('kcat', ['-V'], { stdio: 'ignore' }).status === 0,
    howToGet: 'apt-get install kcat, brew install kcat, or see https://github.com/edenhill/kcat',
  },
  postgres: {
    tier: 'postgres',
    isHere: () => postgresSource() !== undefined,
    howToGet: HOW_TO_GET_POSTGRES,
  },
  /** A server that the suite may stop: never that of `POSTGRES_URL`. */
  'private-postgres': {
    tier: 'postgres',
    isHere: () => privatePostgresSource() !== undefined,
    howToGet: HOW_TO_GET_POSTGRES,
  },
  /** A server whose configuration is ours, so Docker will not do. */
  'postgres-programs': {
    tier: 'postgres',
    isHere: () => postgresPrograms() !== undefined,
    howToGet: 'install PostgreSQL 13 or newer (apt-get install postgresql) and openssl',
  },
  /** A pooler that gives each transaction another connection. */
  pgbouncer: {
    tier: 'postgres',
    isHere: () => postgresPrograms() !== undefined && isCommand('pgbouncer'),
    howToGet: 'apt-get install postgresql pgbouncer',
  },
  /** A real one; for everything else there is the double. */
  eventstoredb: {
    tier: 'eventstoredb',
    isHere: () => eventStoreDbSource() !== undefined,
    howToGet: HOW_TO_GET_EVENTSTOREDB,
  },
  /** Other people's code for signed notes and Merkle proofs. */
  go: { tier: 'go', isHere: hasGo, howToGet: HOW_TO_GET_GO },
  /** What the examples in other languages import. */
  'examples-python': {
    tier: 'examples-python',
    isHere: hasExamplesPython,
    howToGet: HOW_TO_GET_EXAMPLES_PYTHON,
  },
  'examples-go': { tier: 'examples-go', isHere: hasExamplesGo, howToGet: HOW_TO_GET_EXAMPLES_GO },
  /** Clients in many languages of the OpenAPI document. */
  'openapi-generator': {
    tier: 'openapi-generator',
    isHere: hasOpenApiGenerator,
    howToGet: HOW_TO_GET_OPENAPI_GENERATOR,
  },
  /** Somebody else's reading of an OpenAPI document. */
  schemathesis: {
    tier: 'schemathesis',
    isHere: () => schemathesis() !== undefined,
    howToGet: HOW_TO_GET_SCHEMATHESIS,
  },
  /** The shell, to do to a file what the service never would. */
  sqlite3: {
    tier: 'sqlite3',
    isHere: () => spawnSync('sqlite3', ['-version'], { stdio: 'ignore' }).status === 0,
    howToGet: 'apt-get install sqlite3, brew install sqlite',
  },
  /** What an auditor has who checks by hand. */
  'hash-tools': {
    tier: 'hash-tools',
    isHere: () => ['jq', 'xxd', 'openssl', 'sha256sum'].every(isCommand),
    howToGet: 'apt-get install jq xxd openssl',
  },
  /** The browser that the console is tested in. */
  chromium: { tier: 'chromium', isHere: () => existsSync(CHROMIUM), howToGet: 'apt-get install chromium' },
  /** What many put before a service. */
  nginx: { tier: 'nginx', isHere: () => hasProxy('nginx'), howToGet: 'apt-get install nginx-light' },
  haproxy: { tier: 'haproxy', isHere: () => hasProxy('haproxy'), howToGet: 'apt-get install haproxy' },
  apache: { tier: 'apache', isHere: () => hasProxy('apache'), howToGet: 'apt-get install apache2-bin' },
  varnish: { tier: 'varnish', isHere: () => hasProxy('varnish'), howToGet: 'apt-get install varnish gcc' },
  caddy: { tier: 'caddy', isHere: () => hasProxy('caddy'), howToGet: 'apt-get install caddy' },
  /** Renders the chart of Kubernetes. */
  helm: {
    tier: 'helm',
    isHere: () => spawnSync(HELM, ['version'], { stdio: 'ignore' }).status === 0,
    howToGet: 'install Helm 3 from https://helm.sh, or go install helm.sh/helm/v3/cmd/helm@v3.22.0',
  },
  /** A Docker engine of the suite's own. */
  containers: { tier: 'containers', isHere: canRunDocker, howToGet: HOW_TO_GET_DOCKER },
  /** A disk that the suite may fill. */
  'small-disk': { tier: 'small-disk', isHere: canMount, howToGet: HOW_TO_MOUNT },
} satisfies Record<string, Engine>;

function isCommand(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;
}

export type EngineName = keyof typeof ENGINES;

/** The tiers whose engines must all be here, e.g. `REQUIRE_ENGINES=kafka,postgres`. */
const required = (process.env.REQUIRE_ENGINES ?? '').split(',').map((name) => name.trim());

/**
 * A suite that needs engines. Where one is missing Jest counts the suite as skipped and the way to get it is printed; when
 * `REQUIRE_ENGINES` names its tier, it fails instead.
 */
export function describeWith(engines: readonly EngineName[], title: string, suite: () => void): void {
  const missing = engines.filter((name) => !ENGINES[name].isHere());
  if (missing.length === 0) return void describe(title, suite);
  const why = missing.map((name) => `${name} is missing: ${ENGINES[name].howToGet}`).join('; ');
  if (missing.some((name) => required.includes(ENGINES[name].tier)))
    return void describe(title, () => {
      it('has the engines that REQUIRE_ENGINES asks for', () => {
        throw new Error(why);
      });
    });
  process.stderr.write(`Skipped: ${title}. ${why}\n`);
  describe.skip(title, suite);
}
