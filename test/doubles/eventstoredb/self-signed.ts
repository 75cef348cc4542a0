import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Certificate = { key: Buffer; certificate: Buffer; certificateFile: string };

/** A certificate of loopback's own, which is its own authority. @param directory where its files are left */
export function selfSigned(directory: string): Certificate {
  const [keyFile, certificateFile] = ['key.pem', 'ca.pem'].map((name) => join(directory, name)) as [
    string,
    string,
  ];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  args.push('-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  args.push('-keyout', keyFile, '-out', certificateFile);
  const made = spawnSync('openssl', args, { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`no certificate: ${made.error?.message ?? made.stderr}`);
  return { key: readFileSync(keyFile), certificate: readFileSync(certificateFile), certificateFile };
}
