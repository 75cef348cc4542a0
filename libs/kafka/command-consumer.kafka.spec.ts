import { createHash } from 'node:crypto';
import { describeWith } from '../../test/engines/engines.js';
import { FakeDoor } from './spec/fake-door.js';
import {
  commandData,
  eventually,
  runConsumer,
  SOURCE,
  stopConsumers,
  STRUCTURED,
  structuredCommand,
  testConfig,
} from './spec/kafka-fixture.js';
import type { RunningConsumer } from './spec/kafka-fixture.js';
import { kcatProduce, kcatRead, kcatReadAll, kcatReadBytes, kcatProduceNothing } from './spec/kcat.js';

describeWith(['kafka', 'kcat'], 'the command consumer, with kcat at the other end', () => {
  let door: FakeDoor;
  let running: RunningConsumer;
  let brokers: string;

  beforeEach(async () => {
    door = new FakeDoor();
    const config = await testConfig();
    brokers = config.brokers.join(',');
    running = await runConsumer(config, door);
  });

  afterEach(stopConsumers);

  it('executes a structured-mode command and answers with a binary-mode result', async () => {
    const { commands, results, deadLetters } = running.kafka.topics;
    await kcatProduce(brokers, commands, [structuredCommand({ id: 'c-1' })], {
      key: 'acme',
      headers: [STRUCTURED],
    });
    const [result] = await kcatRead(brokers, results, 1);
    expect(result).toMatchObject({
      key: 'acme',
      headers: {
        ce_specversion: '1.0',
        ce_id: 'acme/c-1',
        ce_source: SOURCE,
        ce_type: 'SupportAccessCommandResult',
        ce_subject: 'acme',
        'content-type': 'application/json',
      },
    });
    expect(JSON.parse(result?.payload ?? '')).toEqual({
      commandId: 'c-1',
      workspaceId: 'acme',
      outcome: 'accepted',
      events: [{ id: 'event-acme/c-1', type: 'WorkspaceUpdated', revision: 0 }],
      position: '1',
    });
    expect(door.executed[0]).toEqual({
      commandId: 'c-1',
      command: { type: 'UpdateWorkspace', data: commandData('acme') },
      source: {
        kind: 'kafka',
        topic: commands,
        partition: expect.any(Number),
        offset: '0',
        producer: '/crm',
      },
    });
    expect(await kcatReadAll(brokers, deadLetters)).toEqual([]);
  });

  it('executes a binary-mode command, whatever the case of its headers', async () => {
    const { commands, results } = running.kafka.topics;
    await kcatProduce(brokers, commands, [JSON.stringify(commandData('acme'))], {
      headers: [
        'Content-Type=application/json; charset=utf-8',
        'ce_specversion=1.0',
        'CE_ID=c-2',
        'ce_source=/crm',
        'ce_type=UpdateWorkspace',
        'ce_subject=acme',
        'ce_correlationid=ticket-7',
        'ce_traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'someone-else=1',
      ],
    });
    const [result] = await kcatRead(brokers, results, 1);
    expect(result).toMatchObject({ key: 'acme', headers: { ce_id: 'acme/c-2' } });
    expect(door.executed[0]).toMatchObject({
      commandId: 'c-2',
      correlationId: 'ticket-7',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'reads %s as librdkafka writes it',
    async (compression) => {
      const { commands, results } = running.kafka.topics;
      const values = Array.from({ length: 200 }, (_, n) => structuredCommand({ id: `c-${n}` }));
      await kcatProduce(brokers, commands, values, { headers: [STRUCTURED], compression });
      const answered = await kcatRead(brokers, results, 200);
      expect(new Set(answered.map(({ headers }) => headers['ce_id'])).size).toBe(200);
      expect(running.consumer.health()).toEqual({ status: 'up' });
    },
  );

  it('gives what no CloudEvents library would make to the dead letters, as it came, and goes on', async () => {
    const { commands, results, deadLetters } = running.kafka.topics;
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]);
    const headers = ['content-type=image/png', 'constructor=x', 'empty', 'twice=1', 'twice=2'];
    await kcatProduce(brokers, commands, [bytes], { key: 'k\u00e9y', headers, partition: 1 });
    await kcatProduce(brokers, commands, [structuredCommand()], { headers: [STRUCTURED], partition: 1 });
    expect(await kcatReadBytes(brokers, deadLetters)).toEqual(bytes);
    const [letter] = await kcatRead(brokers, deadLetters, 1);
    expect(letter).toMatchObject({
      key: 'k\u00e9y',
      headers: {
        'content-type': 'image/png',
        constructor: 'x',
        empty: '',
        twice: '2',
        'x-error-code': 'MALFORMED',
        'x-error-message': expect.stringContaining('content-type must be application/cloudevents+json'),
        'x-topic': commands,
        'x-partition': '1',
        'x-offset': '0',
      },
    });
    const answered = await kcatRead(brokers, results, 2);
    const malformed = answered.find(({ headers: { ce_id: id } }) => id === `${commands}/1/0`);
    expect(malformed?.key).toBe('k\u00e9y');
    expect(JSON.parse(malformed?.payload ?? '')).toEqual({
      outcome: 'malformed',
      code: 'MALFORMED',
      errors: [{ field: 'content-type', message: expect.any(String) }],
      events: [],
    });
    expect(door.executed).toHaveLength(1);
  });

  it('is not held up by a message of very many headers', async () => {
    const { commands, results } = running.kafka.topics;
    const many = Array.from({ length: 10_000 }, (_, n) => `h-${n}=x`);
    await kcatProduce(brokers, commands, [structuredCommand({ id: 'c-9' })], {
      headers: [STRUCTURED, ...many],
    });
    const [result] = await kcatRead(brokers, results, 1);
    expect(result?.headers['ce_id']).toBe('acme/c-9');
  });

  it('names command, workspace and field of a refused command', async () => {
    const { commands, results } = running.kafka.topics;
    const command = {
      ...(JSON.parse(structuredCommand({ id: 'c-3' })) as object),
      data: { ...commandData('acme'), tier: 7 },
    };
    await kcatProduce(brokers, commands, [JSON.stringify(command)], {
      key: 'foreign',
      headers: [STRUCTURED],
    });
    const [result] = await kcatRead(brokers, results, 1);
    expect(result?.key).toBe('acme');
    expect(JSON.parse(result?.payload ?? '')).toMatchObject({
      commandId: 'c-3',
      workspaceId: 'acme',
      outcome: 'malformed',
      errors: [{ field: 'data.tier' }],
    });
  });

  it('takes a tombstone and an empty message for what they are', async () => {
    const { commands, deadLetters } = running.kafka.topics;
    const options = { key: 'acme', headers: [STRUCTURED], partition: 0 };
    await kcatProduceNothing(brokers, commands, null, options);
    await kcatProduceNothing(brokers, commands, '', options);
    const [tombstone, empty] = await kcatRead(brokers, deadLetters, 2);
    expect(tombstone).toMatchObject({ payload: null, headers: { 'x-error-message': 'has no value' } });
    expect(empty).toMatchObject({ payload: '', headers: { 'x-offset': '1' } });
  });

  it('dead-letters a large message whole, and one that no topic takes by its first 64 KiB', async () => {
    const { commands, deadLetters } = running.kafka.topics;
    const large = Buffer.alloc(1_000_000, 'a');
    const options = { key: 'acme', headers: [STRUCTURED] };
    await kcatProduce(brokers, commands, [large], options);
    // Well compressed, it passes the limit of the commands topic, which is one for compressed batches.
    const huge = Buffer.alloc(5_000_000, 'b');
    await kcatProduce(brokers, commands, [huge], { ...options, compression: 'zstd' });
    const [whole, cut] = await kcatRead(brokers, deadLetters, 2);
    expect(whole?.payload).toHaveLength(1_000_000);
    expect(whole?.headers).not.toHaveProperty('x-truncated');
    expect(cut?.payload).toBe('b'.repeat(65_536));
    expect(cut?.headers).toMatchObject({
      'x-truncated': 'true',
      'x-length': '5000000',
      'x-sha256': createHash('sha256').update(huge).digest('hex'),
      'content-type': 'application/cloudevents+json',
    });
  });

  it('reports itself stopped', async () => {
    expect(running.consumer.health()).toEqual({ status: 'up' });
    await running.consumer.stop();
    await eventually(() => expect(running.consumer.health()).toMatchObject({ status: 'down' }));
  });
});
