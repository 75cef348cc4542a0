import { hash, randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import type { SupportAccessEvent } from '#domain';
import { happenedAt, streamOf } from '#domain';
import { openEventStore } from '#event-store';
import { canonicalJson, chainOf, ZERO_CHAIN } from '#evidence';

const PER_TRANSACTION = 50_000;

type BulkStream = { id: number; name: string; revision: number; chain: string };

/**
 * Writes a log of millions of events in the time of a coffee: into a file that the event store made, past the door, without
 * fsync. Rows have the form and size of real ones, but their command hashes stand for nothing.
 */
export class BulkLog {
  readonly #db: Database.Database;
  readonly #insertStream: Database.Statement;
  readonly #insertEvent: Database.Statement;
  readonly #streams = new Map<string, BulkStream>();
  #events = 0;

  private constructor(file: string) {
    const db = (this.#db = new Database(file));
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -524288');
    this.#insertStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#insertEvent = db.prepare(
      `INSERT INTO events (stream_id, revision, id, type, data, metadata, chain, command_id, command_key)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    db.exec('BEGIN');
  }

  static async write(file: string, events: Iterable<SupportAccessEvent>): Promise<void> {
    await (await openEventStore(`sqlite:${file}`)).close();
    const log = new BulkLog(file);
    for (const event of events) log.#append(event);
    log.#close();
  }

  #append(event: SupportAccessEvent): void {
    const stream = this.#streamOf(event.data.workspaceId);
    const id = uuidv7();
    const commandId = randomUUID();
    const digest = hash('sha256', id);
    const metadata = {
      causationId: commandId,
      commandHash: digest,
      commandId,
      correlationId: commandId,
      recordedAt: happenedAt(event),
      schemaVersion: 1,
      source: { kind: 'kafka', offset: String(this.#events), partition: 0, topic: 'support-access.commands' },
    };
    // As the store makes it of a UUID: its first 64 bits.
    const key = BigInt.asIntN(64, BigInt(`0x${commandId.replaceAll('-', '').slice(0, 16)}`));
    const [data, meta] = [canonicalJson(event.data), JSON.stringify(metadata)];
    const facts = { stream: stream.name, revision: stream.revision, id, type: event.type };
    stream.chain = chainOf(stream.chain, { ...facts, dataJson: data, metadataJson: meta });
    this.#insertEvent.run(
      stream.id,
      stream.revision++,
      id,
      event.type,
      data,
      meta,
      stream.chain,
      commandId,
      key,
    );
    if (++this.#events % PER_TRANSACTION === 0) this.#db.exec('COMMIT; BEGIN');
  }

  #close(): void {
    this.#db.exec('COMMIT');
    this.#db.pragma('journal_mode = WAL');
    this.#db.close();
  }

  #streamOf(workspaceId: string): BulkStream {
    let stream = this.#streams.get(workspaceId);
    if (stream === undefined) {
      const name = streamOf(workspaceId);
      const id = Number(this.#insertStream.run(name).lastInsertRowid);
      this.#streams.set(workspaceId, (stream = { id, name, revision: 0, chain: ZERO_CHAIN }));
    }
    return stream;
  }
}
