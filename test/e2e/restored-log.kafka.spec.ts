import { generateKeyPairSync } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EMPTY_ROOT, NoteSigner, signCheckpoint, sizeOfNote } from '#evidence';
import { topicNames } from '#kafka';
import { kcatProduce, kcatReadAll } from '../../libs/kafka/spec/kcat.js';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { topicPrefix } from '../support/kafka-client.js';
import { LogLives } from './log-lives.contract.js';
import type { Directory } from './service-process.js';
import { embedded, temporaryDirectory } from './service-process.js';

const ORIGIN = 'support.example.com/log';
const GUIDE = 'see "What a restored log is noticed by" in docs/operations.md';

describeWith(['kafka', 'kcat'], 'a log whose checkpoints went to Kafka', () => {
  let directory: Directory;
  let brokers: string;
  let topic: string;
  let lives: LogLives;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    brokers = await sharedKafkaBrokers();
    const prefix = topicPrefix('restored');
    topic = topicNames({ topicPrefix: prefix }).checkpoints;
    lives = new LogLives({
      ...embedded(join(directory.path, 'data')),
      EVIDENCE_ORIGIN: ORIGIN,
      CHECKPOINT_SECONDS: '3600',
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      DEV_KEYS_DIR: join(directory.path, 'keys'),
    });
  });
  afterEach(async () => {
    await lives.end();
    await directory.remove();
  });

  const data = (): string => join(directory.path, 'data');
  const backup = (): string => join(directory.path, 'backup');
  const restore = async (): Promise<void> => {
    await rm(data(), { recursive: true });
    await cp(backup(), data(), { recursive: true });
  };
  const WITHOUT_KAFKA = { KAFKA_BROKERS: '', KAFKA_TOPIC_PREFIX: '' };

  /** What the topic holds, oldest first; of one key all is in one partition. */
  const sent = async (): Promise<string[]> =>
    (await kcatReadAll(brokers, topic)).map(({ key, payload }) => {
      expect(key).toBe(ORIGIN);
      return payload!;
    });

  it('is refused when it was restored from an older backup, whatever was sent again or written since', async () => {
    await lives.live(['a', 'b']);
    await cp(data(), backup(), { recursive: true });
    await lives.live(['c']);
    const [old, newest, ...others] = await sent();
    expect([sizeOfNote(old!), sizeOfNote(newest!), others]).toEqual([2, 3, []]);
    // With everything beside it.
    await restore();
    expect(await lives.refusal()).toBe(
      `topic ${topic} has a checkpoint of 3 events, and the log has 2: it was restored from an older backup, or cut; ${GUIDE}`,
    );
    expect(await sent()).toEqual([old, newest]);
    const again = Array.from({ length: 70 }, () => old!);
    await kcatProduce(brokers, topic, again, { key: ORIGIN });
    expect(await lives.refusal()).toContain('has a checkpoint of 3 events, and the log has 2');
    await lives.live(['x', 'y'], WITHOUT_KAFKA);
    expect(await lives.refusal()).toBe(
      `the first 3 events of the log are not those of the checkpoint in topic ${topic}: it was replaced or changed; ${GUIDE}`,
    );
  });

  it('has every checkpoint there, in order, also those that were made while there was no Kafka', async () => {
    await lives.live(['a']);
    await lives.live(['b', 'c'], WITHOUT_KAFKA);
    await lives.live(['d'], WITHOUT_KAFKA);
    await lives.live(['e']);
    await lives.live([]);
    expect((await lives.notes()).map(sizeOfNote)).toEqual([1, 3, 4, 5]);
    expect(await sent()).toEqual(await lives.notes());
  });

  it('passes by what no known key signed and what is no note, and says how many there are', async () => {
    await lives.live(['a']);
    const { privateKey } = generateKeyPairSync('ed25519');
    const noteOf = (origin: string): string =>
      signCheckpoint({ origin, size: 9, root: EMPTY_ROOT }, [new NoteSigner(origin, privateKey)]);
    await kcatProduce(brokers, topic, [noteOf('other.example.com')], { key: 'other.example.com' });
    await lives.live(['b']);
    await kcatProduce(brokers, topic, [noteOf(ORIGIN), 'no note'], { key: ORIGIN });
    const service = await lives.start();
    expect((await service.get('/metrics')).body).toContain('support_access_foreign_checkpoint_records 2');
    expect(service.output.stdout).toContain('that are no checkpoint of this log signed by a known key');
    await service.stop();
  });
});
