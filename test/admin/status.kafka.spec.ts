import { randomUUID } from 'node:crypto';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { admin } from '../support/admin.js';

describeWith(['kafka'], 'status with brokers', () => {
  it('has the lag of the consumer group, and where the publisher is', async () => {
    const directory = await temporaryDirectory();
    const env = {
      ...embedded(directory.path),
      KAFKA_BROKERS: await sharedKafkaBrokers(),
      KAFKA_TOPIC_PREFIX: `status-${randomUUID()}.`,
      KAFKA_PARTITIONS: '2',
    };
    const service = await ServiceProcess.start(env);
    try {
      const data = { workspaceId: 'acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
      const { position } = (await service.command('c1', 'UpdateWorkspace', data)).body;
      let status;
      // The topics are made, and the event is sent, within moments of the start.
      for (let tries = 0; tries < 60; tries++) {
        const { stdout } = await admin(['status', '--json'], env);
        status = JSON.parse(stdout);
        if (status.publisher?.position === position && status.consumerGroup?.status === 'up') break;
      }
      expect(status).toMatchObject({
        publisher: { status: 'up', position, lagMs: 0 },
        consumerGroup: {
          status: 'up',
          group: `${env.KAFKA_TOPIC_PREFIX}support-access-commands`,
          topic: `${env.KAFKA_TOPIC_PREFIX}support-access.commands`,
          lag: 0,
          partitions: { 0: 0, 1: 0 },
        },
      });
    } finally {
      await service.stop();
      await directory.remove();
    }
  }, 600_000);

  it('a broker that is away is down, and not waited for without end', async () => {
    const directory = await temporaryDirectory();
    const env = { ...embedded(directory.path), KAFKA_BROKERS: '127.0.0.1:1' };
    try {
      const { code, stdout } = await admin(['status', '--json'], env);
      expect(code).toBe(1);
      expect(JSON.parse(stdout).consumerGroup).toMatchObject({ status: 'down', reason: expect.any(String) });
    } finally {
      await directory.remove();
    }
  });
});
