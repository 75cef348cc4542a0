import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '#config';
import { describeWith } from '../../../test/engines/engines.js';
import type { PostgresServer } from '../../../test/engines/postgres-server.js';
import { startPrivatePostgres } from '../../../test/engines/postgres-server.js';
import { openReadModels } from '../open-read-models.js';

describeWith(['postgres-programs'], 'PostgreSQL by the socket in a directory', () => {
  let directory: string;
  let server: PostgresServer;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'socket-'));
    // The server runs as another user.
    await chmod(directory, 0o777);
    server = await startPrivatePostgres(process.pid, undefined, { unix_socket_directories: directory });
  }, 600_000);

  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  it('holds read models', async () => {
    const { username, password, port } = new URL(server.url);
    const READ_MODEL_URL = `postgres://${username}:${password}@/postgres?host=${directory}&port=${port}`;
    const models = await openReadModels(parseConfig({ READ_MODEL_URL }).readModelUrl);
    expect(await models.bookmark()).toEqual({ position: 0n });
    await models.close();
  });
});
