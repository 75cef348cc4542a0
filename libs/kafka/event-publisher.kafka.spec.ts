import type { Bookmark } from '#derived';
import { RecordedEvent, StoreUnavailableError } from '#event-store';
import type { Batch, EventReader, Position } from '#event-store';
import { describeWith } from '../../test/engines/engines.js';
import { openKafka } from './open-kafka.js';
import type { PublisherPosition } from './event-publisher.js';
import { eventually, SOURCE, testConfig } from './spec/kafka-fixture.js';
import { kcatRead, kcatReadAll } from './spec/kcat.js';

const CHAIN = 'c'.repeat(64);

const recorded = (position: number, stream: string, revision: number): RecordedEvent =>
  new RecordedEvent(
    BigInt(position),
    stream,
    revision,
    `event-${position}`,
    'SupportLogin',
    // Not as JSON.stringify would have it: what is stored goes out as it is.
    `{"workspaceId" :"é","revision":${revision}}`,
    JSON.stringify({
      correlationId: 'ticket-7',
      recordedAt: '2026-11-22T09:30:00.000Z',
      schemaVersion: 1,
      ...(revision === 0 && { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }),
    }),
    CHAIN,
  );

/** Not a store: a list that is followed. */
function listReader(events: readonly RecordedEvent[]): Pick<EventReader, 'follow' | 'head' | 'eventAt'> {
  return {
    eventAt: async (at) => events.find(({ position }) => position === at),
    head: () => Promise.resolve(events.at(-1)?.position ?? 0n),
    async *follow(after: Position, signal: AbortSignal): AsyncGenerator<Batch> {
      for (const event of events.filter(({ position }) => position > after))
        yield { events: [event], position: event.position, caughtUp: event === events.at(-1) };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
}

class MemoryPosition implements PublisherPosition {
  saves = 0;
  bookmark: Bookmark;
  constructor(position: Position = 0n) {
    this.bookmark = { position };
  }
  get position(): Position {
    return this.bookmark.position;
  }
  load = (): Promise<Bookmark> => Promise.resolve(this.bookmark);
  save = (bookmark: Bookmark): Promise<void> => {
    this.saves += 1;
    this.bookmark = bookmark;
    return Promise.resolve();
  };
}

describeWith(['kafka', 'kcat'], 'the event publisher, with kcat at the other end', () => {
  const log = [
    recorded(1, 'supportAccess-acme', 0),
    recorded(2, 'supportAccessCheckpoints', 0),
    recorded(4, 'supportAccess-globex', 0),
    recorded(7, 'supportAccess-acme', 1),
  ];

  it('publishes each event as a binary-mode CloudEvent, checkpoints excepted, and saves where it is', async () => {
    const config = await testConfig();
    const kafka = openKafka(config, { source: SOURCE });
    const position = new MemoryPosition();
    const publisher = kafka.eventPublisher(listReader(log) as EventReader, position);
    expect(publisher.health()).toMatchObject({ status: 'down' });
    await publisher.start();
    const published = await kcatRead(config.brokers.join(','), kafka.topics.events, 3);
    const first = published.find(({ headers }) => headers['ce_id'] === 'event-1');
    expect(first).toMatchObject({
      key: 'acme',
      payload: '{"workspaceId" :"é","revision":0}',
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: 'event-1',
        ce_type: 'SupportLogin',
        ce_source: SOURCE,
        ce_subject: 'acme',
        ce_time: '2026-11-22T09:30:00.000Z',
        ce_dataschema: 'urn:support-access:event:SupportLogin:1',
        ce_position: '1',
        ce_revision: '0',
        ce_chain: CHAIN,
        ce_correlationid: 'ticket-7',
        ce_traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    });
    const ofAcme = published.filter(({ key }) => key === 'acme');
    expect(ofAcme.map(({ headers }) => headers['ce_revision'])).toEqual(['0', '1']);
    expect(ofAcme[1]?.headers).not.toHaveProperty('ce_traceparent');
    await eventually(() => expect(position.position).toBe(7n));
    expect(publisher.progress()).toEqual({ position: 7n, lagMs: 0 });
    expect(publisher.health()).toEqual({ status: 'up' });
    await publisher.stop();
    await kafka.close();
    expect(position.saves).toBeLessThanOrEqual(2);
  });

  it('goes on after the saved position', async () => {
    const config = await testConfig();
    const kafka = openKafka(config, { source: SOURCE });
    const publisher = kafka.eventPublisher(listReader(log) as EventReader, new MemoryPosition(4n));
    await publisher.start();
    const [only] = await kcatRead(config.brokers.join(','), kafka.topics.events, 1);
    expect(only?.headers['ce_id']).toBe('event-7');
    await publisher.stop();
    await kafka.close();
    expect(await kcatReadAll(config.brokers.join(','), kafka.topics.events)).toHaveLength(1);
  });

  // The log was moved to another store, or restored: between two numbers there, or past the last, nobody can tell what was sent.
  it.each([5n, 9_000n])(
    'publishes all again when there is no event at the saved position %s, also once the store answers',
    async (saved) => {
      const config = await testConfig();
      const kafka = openKafka(config, { source: SOURCE });
      const reader = listReader(log);
      let asked = 0;
      const answering = async (at: Position): Promise<RecordedEvent | undefined> => {
        if (++asked === 1) throw new StoreUnavailableError('connection lost');
        return reader.eventAt(at);
      };
      const position = new MemoryPosition(saved);
      const publisher = kafka.eventPublisher({ ...reader, eventAt: answering } as EventReader, position);
      await publisher.start();
      await eventually(() => expect(position.position).toBe(7n));
      await publisher.stop();
      await kafka.close();
      expect(await kcatReadAll(config.brokers.join(','), kafka.topics.events)).toHaveLength(3);
      expect(asked).toBe(2);
    },
  );
});
