import { describeWith } from './engines.js';
import { startPrivatePostgres } from './postgres-server.js';
import { newDatabase, onServer, sharedPostgresUrl } from './shared-postgres.js';

describeWith(['postgres'], 'the shared PostgreSQL', () => {
  it('is one for all who ask, also at once, with a database for each', async () => {
    const [first, second] = await Promise.all([sharedPostgresUrl(), sharedPostgresUrl()]);
    expect(first).toBe(second);
    const databases = await Promise.all([newDatabase(), newDatabase()]);
    for (const { url } of databases) await onServer(url, 'CREATE TABLE mine (x int)');
    for (const { drop } of databases) await drop();
    await expect(onServer(databases[0].url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  }, 600_000);
});

describeWith(['private-postgres'], 'a PostgreSQL of our own', () => {
  it('stops, starts again at the same address with its data, and ends', async () => {
    const server = await startPrivatePostgres();
    try {
      await onServer(server.url, 'CREATE TABLE kept (x int)');
      await server.stop();
      await expect(onServer(server.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      await server.start();
      await onServer(server.url, 'SELECT x FROM kept');
    } finally {
      await server.close();
    }
    await expect(onServer(server.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  }, 600_000);
});
