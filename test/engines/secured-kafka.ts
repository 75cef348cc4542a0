import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasJavaForKafka } from './kafka-broker.js';
import { succeeds } from './succeeds.js';
import type { KafkaBroker } from './kafka-broker.js';
import { SHORT_LIFE, startKafkaProcess } from './kafka-process.js';

export const canSecureKafka = (): boolean => hasJavaForKafka() && succeeds('openssl', ['version']);

export type SecuredKafka = KafkaBroker & {
  /** PEM of the certificate that signed itself. */
  ca: string;
  username: string;
  password: string;
};

type User = { username: string; password: string };

const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];
const SECURE = 'listener.name.secure';
const LOGIN = 'org.apache.kafka.common.security';

/** @param keystoreFile PEM: the key, then its certificate */
function passwords(keystoreFile: string, { username, password }: User, others: readonly string[]): string[] {
  const users = [username, ...others].map((user) => `user_${user}="${password}"`).join(' ');
  return [
    `${SECURE}.ssl.keystore.type=PEM`,
    `${SECURE}.ssl.keystore.location=${keystoreFile}`,
    `${SECURE}.sasl.enabled.mechanisms=PLAIN,${SCRAM.join(',')}`,
    `${SECURE}.plain.sasl.jaas.config=${LOGIN}.plain.PlainLoginModule required ${users};`,
    ...SCRAM.map(
      (name) => `${SECURE}.${name.toLowerCase()}.sasl.jaas.config=${LOGIN}.scram.ScramLoginModule required;`,
    ),
  ];
}

/** ANONYMOUS is the broker to itself, and who comes by its other listener. */
const acls = ({ username }: User): string[] => [
  'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  `super.users=User:ANONYMOUS;User:${username}`,
];

/**
 * A broker that is reached by TLS, with a password by any of PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512.
 * @param confined more users, with the same password by PLAIN, who may do what ACLs allow them and nothing else
 */
export async function startSecuredKafka(confined: readonly string[] = []): Promise<SecuredKafka> {
  const dir = await mkdtemp(join(tmpdir(), 'support-access-kafka-'));
  const [key, certificate, keystoreFile] = ['key.pem', 'certificate.pem', 'keystore.pem'].map((name) =>
    join(dir, name),
  ) as [string, string, string];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const lasting = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate];
  const { status, stderr } = spawnSync('openssl', ['req', '-x509', ...lasting, ...subject], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  const ca = await readFile(certificate, 'utf8');
  await writeFile(keystoreFile, (await readFile(key, 'utf8')) + ca);
  const user = { username: 'support', password: 'open-sesame' };
  const broker = await startKafkaProcess(process.pid, dir, SHORT_LIFE, {
    protocol: 'SASL_SSL',
    properties: [...passwords(keystoreFile, user, confined), ...(confined.length > 0 ? acls(user) : [])],
    scramUsers: SCRAM.map((name) => `${name}=[name=${user.username},password=${user.password}]`),
  });
  return { ...broker, ...user, ca };
}
