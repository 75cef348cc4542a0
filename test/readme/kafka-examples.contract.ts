import { randomUUID } from 'node:crypto';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { shellBlocksOf } from './blocks.js';
import { Shell } from './shell.js';
import { expectAsShown, titleOf } from './expect-as-shown.js';

const TIMEOUT_MS = 60_000;

/** Runs the Kafka examples of a document, in order, against a broker and a service of their own. */
export function runKafkaExamples(file: string, title: string): void {
  const examples = shellBlocksOf(file).filter(({ kind }) => kind === 'kafka');

  describeWith(['kafka', 'kcat'], title, () => {
    // The broker may be somebody's: topics of our own, where a reader has the defaults.
    const prefix = `examples-${randomUUID()}.`;
    let directory: { path: string; remove(): Promise<void> };
    let service: ServiceProcess;
    let shell: Shell;

    beforeAll(async () => {
      directory = await temporaryDirectory();
      const env = { ...embedded(directory.path), KAFKA_BROKERS: await sharedKafkaBrokers() };
      service = await ServiceProcess.start({ ...env, KAFKA_TOPIC_PREFIX: prefix });
      shell = new Shell(env);
    }, 200_000);
    afterAll(async () => {
      await shell?.close();
      await service?.stop();
      await directory?.remove();
    });

    it('has as many as it seems', () => {
      expect(examples.filter(({ script }) => script.includes('kcat -P')).length).toBe(3);
      expect(examples.filter(({ shown }) => shown !== undefined).length).toBe(3);
    });

    it.each(examples.map((block) => [titleOf(block), block] as const))(
      '%s',
      (_, block) => {
        const script = block.script.replaceAll('-t support-access.', `-t ${prefix}support-access.`);
        return expectAsShown(shell, { ...block, script }, TIMEOUT_MS);
      },
      TIMEOUT_MS,
    );
  });
}
