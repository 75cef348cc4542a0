import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasJavaForKafka, succeeds } from './kafka-broker.js';
import type { KafkaBroker } from './kafka-broker.js';
import { SHORT_LIFE, startKafkaProcess } from './kafka-process.js';

export const canSecureKafka = (): boolean => hasJavaForKafka() && succeeds('openssl', ['version']);

export type SecuredKafka = KafkaBroker & {
  /** PEM of the certificate that signed itself. */
  ca: string;
  username: string;
  password: string;
};

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
    keystoreFile,
    ...user,
    confined,
  });
  return { ...broker, ...user, ca };
}
