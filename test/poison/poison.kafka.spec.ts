import { createHash } from 'node:crypto';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { commandRecord } from '../support/command-message.js';
import type { PlannedCommand } from '../support/command-planner.js';
import { CommandPlanner } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import type { ProducedRecord } from '../support/kafka-client.js';
import { createTopic } from '../support/kafka-client.js';
import { Random } from '../support/random.js';
import { Scene } from '../support/scene.js';
import type { TopicRecord } from '../support/topic-reader.js';
import { header } from '../support/topic-reader.js';
import { POISON_KINDS } from './poison-kinds.js';

const OF_EACH_KIND = 50;
const PARTITIONS = 4;
/** For a message of 1 MB and what Kafka puts around it. */
const MAX_MESSAGE_BYTES = 2_097_152;

describeWith(
  ['kafka'],
  `${POISON_KINDS.length} kinds of poison, ${OF_EACH_KIND} of each between good ones`,
  () => {
    let scene: Scene;
    const good: PlannedCommand[] = [];
    const letters: TopicRecord[] = [];
    const offsets = new Map<string, { kind: string; record: ProducedRecord }>();

    beforeAll(async () => {
      scene = await Scene.prepare('poison', await sharedKafkaBrokers(), {
        env: { KAFKA_PARTITIONS: `${PARTITIONS}` },
      });
      await createTopic(scene.kafka, scene.topics.commands, PARTITIONS, {
        'max.message.bytes': `${MAX_MESSAGE_BYTES}`,
      });
      await scene.begin();
      await scene.read(scene.topics.deadLetters, (record) => letters.push(record));
      await sendAll();
      await scene.answered(good);
      const expected = POISON_KINDS.length * OF_EACH_KIND;
      await eventually(`${expected} dead letters`, () => letters.length >= expected, {
        instead: () => `${letters.length}\n${scene.service.output}`,
      });
    }, 600_000);

    afterAll(() => scene?.close());

    /** Poison and good ones in turns, and where each piece of poison went. */
    async function sendAll(): Promise<void> {
      const random = new Random(11);
      const planner = new CommandPlanner(random, {
        workspaces: 20,
        durationMinutes: { least: 60, most: 90 },
      });
      const ends = Array.from({ length: PARTITIONS }, () => 0);
      for (let n = 0; n < OF_EACH_KIND; n++) {
        const records: ProducedRecord[] = [];
        for (const { kind, make } of POISON_KINDS) {
          const partition = random.int(0, PARTITIONS - 1);
          const record = { ...make(n), partition };
          offsets.set(`${partition}/${ends[partition]}`, { kind, record });
          ends[partition]! += 1;
          records.push(record);
          const planned = planner.next();
          good.push(planned);
          // By workspace, or else their order is anybody's.
          const own = Number(planned.command.data.workspaceId.slice(2)) % PARTITIONS;
          records.push({ ...commandRecord(planned, random), partition: own });
          ends[own]! += 1;
        }
        // A request's batch of one partition must fit, with its 1 MB message in it.
        await scene.commands.send(records);
      }
    }

    const placeOf = (letter: TopicRecord): string =>
      `${header(letter, 'x-partition')}/${header(letter, 'x-offset')}`;

    it('are in the dead-letter topic, each once, byte for byte, headers included', () => {
      expect(new Set(letters.map(placeOf))).toEqual(new Set(offsets.keys()));
      expect(letters).toHaveLength(offsets.size);
      for (const letter of letters) {
        const { kind, record } = offsets.get(placeOf(letter))!;
        const { key, value, headers } = bytesOf(record);
        expect({ kind, key: letter.key?.toString() }).toEqual({ kind, key });
        expect({ kind, value: digest(letter.value) }).toEqual({ kind, value });
        const added = ['x-error-code', 'x-error-message', 'x-topic', 'x-partition', 'x-offset'];
        expect({ kind, names: Object.keys(letter.headers).sort() }).toEqual({
          kind,
          names: [...Object.keys(headers), ...added].sort(),
        });
        for (const name in headers)
          expect({ kind, [name]: [letter.headers[name]].flat().map(String) }).toEqual({
            kind,
            [name]: headers[name],
          });
        expect(header(letter, 'x-topic')).toBe(scene.topics.commands);
        expect(header(letter, 'x-error-code')).toBe('MALFORMED');
      }
    });

    it.each(POISON_KINDS)('$kind: the reason names $fields', ({ kind, fields }) => {
      const own = letters.filter((letter) => offsets.get(placeOf(letter))?.kind === kind);
      expect(own).toHaveLength(OF_EACH_KIND);
      for (const letter of own) {
        const id = `${scene.topics.commands}/${placeOf(letter)}`;
        const result = scene.results.get(id) as unknown as Malformed | undefined;
        expect(result).toMatchObject({ outcome: 'malformed', code: 'MALFORMED', events: [] });
        expect(new Set(result?.errors.map(({ field }) => field))).toEqual(new Set(fields));
        const message = header(letter, 'x-error-message');
        for (const { field, message: why } of result?.errors ?? [])
          expect(message).toContain(field === '' ? why : `${field} ${why}`);
      }
    });

    it('leave no trace in the log, and every good one is done', async () => {
      const log = await scene.settle();
      const violations = await scene.violations(log, { byKafka: good, byHttp: [] });
      expect(violations).toEqual([]);
      expect(log.commands.size).toBe(good.length);
      // One result for each, and none for anything else.
      expect(scene.results.first.size).toBe(good.length + offsets.size);
    }, 600_000);
  },
);

type Malformed = { errors: { field: string; message: string }[] };

const digest = (value: Buffer | null): string =>
  value === null ? 'null' : `${value.length} ${createHash('sha256').update(value).digest('hex')}`;

/** What was sent, as bytes. */
function bytesOf({ key, value, headers = {} }: ProducedRecord) {
  return {
    key: key?.toString(),
    value: digest(value === null ? null : Buffer.from(value)),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, given]) => [name, [given].flat().map(String)]),
    ) as Record<string, string[]>,
  };
}
