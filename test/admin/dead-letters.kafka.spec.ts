import type { TopicNames } from '#kafka';
import { connectKafkajs, readTopic } from '#kafka';
import { runConsumer, stopConsumers, testConfig } from '../../libs/kafka/spec/kafka-fixture.js';
import { kcatRead } from '../../libs/kafka/spec/kcat.js';
import { messageDifferences } from '../asyncapi/document.js';
import { FakeDoor } from '../../libs/kafka/spec/fake-door.js';
import { describeWith } from '../engines/engines.js';
import { admin } from '../support/admin.js';
import { eventually } from '../support/eventually.js';
import { TopicWriter } from '../support/kafka-client.js';

/** What a terminal would obey, were it printed as it is. */
const HOSTILE = 'not a command \u001b]0;owned\u0007';

describeWith(['kafka', 'kcat'], 'dead-letters', () => {
  let env: Record<string, string>;
  let topics: TopicNames;
  const deadLetters = (...args: string[]) => admin(['dead-letters', ...args], env);
  const listed = async (...args: string[]): Promise<{ place: string; state: string; by?: string }[]> => {
    const { stdout } = await deadLetters('list', '--json', ...args);
    return (JSON.parse(stdout) as { letters: { place: string; state: string; by?: string }[] }).letters;
  };
  let commandsSent: () => Promise<number>;

  beforeAll(async () => {
    const config = await testConfig({ partitions: 1 });
    const client = connectKafkajs(config, { debug() {}, info() {}, warn() {}, error() {} });
    const { kafka, stop } = await runConsumer(config, new FakeDoor());
    topics = kafka.topics;
    const writer = await TopicWriter.open(client, topics.commands);
    await writer.send([
      { key: 'acme', value: HOSTILE, headers: { note: 'kept' } },
      { key: null, value: Buffer.from([0xff, 0xfe]) },
      { key: 'acme', value: '{}' },
    ]);
    await writer.close();
    const countOf = async (topic: string): Promise<number> => {
      let count = 0;
      await readTopic(client, topic, () => void (count += 1));
      return count;
    };
    commandsSent = () => countOf(topics.commands);
    await eventually('three dead letters', async () => (await countOf(topics.deadLetters)) === 3);
    await stop();
    env = { KAFKA_BROKERS: config.brokers.join(','), KAFKA_TOPIC_PREFIX: config.topicPrefix };
  });
  afterAll(stopConsumers);

  it('are listed, a line each, with nothing that steers a terminal', async () => {
    const { code, stdout, stderr } = await deadLetters('list');
    expect([code, stderr]).toEqual([0, '3 dead letters\n']);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stdout).toMatch(/^0\/0 .* 24 B {2}MALFORMED: /);
    const lines = (await deadLetters('list', '--format', 'ndjson')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(await listed());
    const csv = (await deadLetters('list', '--format', 'csv')).stdout.split('\r\n');
    expect(csv).toHaveLength(5);
    expect(csv[0]).toMatch(/^place,at,code,message,topic,/);
    expect(csv[1]).toMatch(/^0\/0,.*,MALFORMED,/);
    const shown = await deadLetters('show', '0/0');
    expect(shown.stdout).toContain(`from    ${topics.commands}, partition 0, offset 0\n`);
    expect(shown.stdout).toContain('header  note: kept\n');
    expect(shown.stdout).toContain('\nnot a command \\u001b]0;owned\\u0007\n');
    expect((await deadLetters('show', '0/0', '--raw')).stdout).toBe(HOSTILE);
    expect((await deadLetters('show', '0/1')).stdout).toContain('(base64) //4=');
  });

  it('are only chosen on a dry run; sent again once; set aside; and all of that can be seen', async () => {
    const dry = await deadLetters('retry', '0/0', '--reason', 'x', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, '0/0\n']);
    const dryJson = await deadLetters('retry', '--all', '--reason', 'x', '--dry-run', '--json');
    expect(JSON.parse(dryJson.stdout)).toEqual({
      letters: [{ place: '0/0' }, { place: '0/1' }, { place: '0/2' }],
    });
    expect(await commandsSent()).toBe(3);

    const why = ['--reason', 'the sender was mended', '--by', 'olga'];
    expect(await deadLetters('retry', '0/0', ...why)).toEqual({
      code: 0,
      stdout: '0/0  retried\n',
      stderr: '1 done, 0 refused\n',
    });
    const again = await deadLetters('retry', '0/0', '0/77', ...why);
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(
      /^0\/0 {2}refused: olga retried it at 20.*\n0\/77 {2}refused: there is no dead letter\n$/,
    );
    expect(await commandsSent()).toBe(4);

    expect(JSON.parse((await deadLetters('discard', '--all', ...why, '--json')).stdout)).toEqual({
      letters: [
        { place: '0/1', outcome: 'discarded' },
        { place: '0/2', outcome: 'discarded' },
      ],
    });
    expect(await listed()).toEqual([]);
    expect(await listed('--state', 'all')).toMatchObject([
      { place: '0/0', state: 'retried', by: 'olga' },
      { place: '0/1', state: 'discarded', by: 'olga' },
      { place: '0/2', state: 'discarded', by: 'olga' },
    ]);
    const marks = (await kcatRead(env['KAFKA_BROKERS']!, topics.deadLetters, 9)).slice(3);
    const kinds = marks.map(({ headers, payload }) => {
      expect(messageDifferences('DeadLetterMark', headers, JSON.parse(payload!) as object)).toEqual([]);
      return headers['x-resolution'];
    });
    expect(kinds).toEqual(['claimed', 'retried', 'claimed', 'claimed', 'discarded', 'discarded']);
  });

  it.each([
    [['retry', '--reason', 'x'], 'name letters, or say --all'],
    [['retry', '0/0', '--all', '--reason', 'x'], 'name letters, or say --all'],
    [['retry', '0/0'], "required option '--reason <text>' not specified"],
    [['discard', '0-0', '--reason', 'x'], 'A letter is named <partition>/<offset>, such as 3/17.'],
    [['show', '0/99'], 'there is no dead letter at 0/99'],
  ])('%j is a mistake', async (args, message) => {
    const { code, stdout, stderr } = await deadLetters(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

it('dead-letters without brokers, or with brokers that do not answer, say so and end', async () => {
  const none = await admin(['dead-letters', 'list']);
  expect([none.code, none.stderr]).toEqual([
    2,
    'support-access: KAFKA_BROKERS is not set: without Kafka there are no dead letters\n',
  ]);
  const gone = await admin(['dead-letters', 'list'], { KAFKA_BROKERS: '127.0.0.1:1' });
  expect([gone.code, gone.stdout]).toEqual([2, '']);
  expect(gone.stderr).toMatch(/^support-access: Kafka does not answer: /);
});
