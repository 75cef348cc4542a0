import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { newDatabase, onServer } from '../engines/shared-postgres.js';
import { admin } from '../support/admin.js';
import { eventually } from '../support/eventually.js';
import { fillLog } from '../support/filled-log.js';

describeWith(['postgres'], 'replay with read models on PostgreSQL', () => {
  it('compares them with what it makes on SQLite, on a running service', async () => {
    const directory = await temporaryDirectory();
    const database = await newDatabase();
    const env: Record<string, string> = { ...embedded(directory.path), READ_MODEL_URL: database.url };
    await fillLog(env['EVENT_STORE_URL']!, 5);
    const service = await ServiceProcess.start(env);
    try {
      await eventually('the read models have caught up', async () => {
        const { readModels } = JSON.parse((await admin(['status', '--json'], env)).stdout);
        return readModels.status === 'up' && readModels.lagMs === 0;
      });
      const whole = await admin(['replay', '--json'], env);
      expect(whole.code).toBe(0);
      expect(JSON.parse(whole.stdout)).toMatchObject({ outcome: 'equal', differences: 0 });
      await onServer(database.url, 'DELETE FROM support_access_read_models.a_sessions');
      const damaged = await admin(['replay', '--json'], env);
      expect(damaged.code).toBe(1);
      const { outcome, rows } = JSON.parse(damaged.stdout);
      expect([outcome, rows[0].table]).toEqual(['different', 'sessions']);
      const rebuilt = await admin(['rebuild'], env);
      expect([rebuilt.code, rebuilt.stderr]).toEqual([0, expect.stringContaining('are made anew of')]);
      const data = { workspaceId: 'after', tier: 'team', forcedSso: false, ownerIds: ['o'] };
      const { body } = await service.command('after-1', 'UpdateWorkspace', data);
      await eventually('the service has gone on', async () => {
        const { readModels } = JSON.parse((await admin(['status', '--json'], env)).stdout);
        return readModels.position === body.position;
      });
      const after = JSON.parse((await admin(['replay', '--json'], env)).stdout);
      expect(after).toMatchObject({ outcome: 'equal', differences: 0 });
    } finally {
      await service.stop();
      await database.drop();
      await directory.remove();
    }
  }, 600_000);
});
