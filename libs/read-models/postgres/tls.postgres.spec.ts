import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadModelUnavailableError } from '#derived';
import { describeWith } from '../../../test/engines/engines.js';
import type { PostgresServer } from '../../../test/engines/postgres-server.js';
import { startPrivatePostgres } from '../../../test/engines/postgres-server.js';
import { openReadModels } from '../open-read-models.js';

describeWith(['postgres-programs'], 'PostgreSQL over TLS', () => {
  let directory: string;
  let server: PostgresServer;
  const url = (query: string): string => server.url.replace('127.0.0.1', 'localhost') + query;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'postgres-tls-'));
    const [key, certificate] = ['key.pem', 'ca.pem'].map((name) => join(directory, name)) as [string, string];
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    args.push('-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate);
    const made = spawnSync('openssl', args, { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`no certificate: ${made.error?.message ?? made.stderr}`);
    server = await startPrivatePostgres(process.pid, undefined, {}, { key, certificate });
  }, 600_000);

  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  it('believes a server whose certificate the URL names the authority of', async () => {
    const models = await openReadModels(url(`?sslmode=verify-full&sslrootcert=${join(directory, 'ca.pem')}`));
    expect(await models.bookmark()).toEqual({ position: 0n });
    await models.close();
  });

  it('does not believe another one', async () => {
    const refused = openReadModels(url('?sslmode=verify-full'));
    await expect(refused).rejects.toThrow(ReadModelUnavailableError);
    await expect(refused).rejects.toThrow(/self-signed certificate/);
  });
});
