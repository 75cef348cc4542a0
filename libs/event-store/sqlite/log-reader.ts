import type { Database, Statement } from 'better-sqlite3';
import type { SupportAccessEventType } from '#domain';
import type { RecordedCheckpoint } from '../recorded-checkpoint.js';
import { CHECKPOINT_STREAM } from '../recorded-checkpoint.js';
import { RecordedEvent } from '../recorded-event.js';
import { commandKey } from './command-key.js';
import { openReaderConnection } from './open-connection.js';

/** Checkpoints have a number of their own and lie among the events: their stream is looked up once a query. */
const NO_CHECKPOINT = `e.stream_id IS NOT (SELECT stream_id FROM streams WHERE name = '${CHECKPOINT_STREAM}')`;
const MAX_POSITION = 2n ** 63n - 1n;
// The key as text: a number of JavaScript does not hold its 64 bits.
const COLUMNS = `e.position, s.name, e.revision, e.id, e.type, e.data, e.metadata, e.chain, e.command_id,
  CAST(e.command_key AS TEXT)`;

/** The queries of one read-only connection. Each is its own transaction, so that none blocks a WAL checkpoint for long. */
export class LogReader {
  readonly #db: Database;
  readonly #after: Statement<unknown[], Row>;
  readonly #at: Statement<unknown[], Row>;
  readonly #stream: Statement<unknown[], Row>;
  readonly #command: Statement<unknown[], Row>;
  readonly #head: Statement<unknown[], number>;
  readonly #checkpoints: Statement<unknown[], CheckpointRow>;
  readonly #lastCheckpoint: Statement<unknown[], CheckpointRow>;
  readonly #dataVersion: Statement<unknown[], number>;
  readonly #begin: Statement;
  readonly #rollback: Statement;

  constructor(file: string) {
    const db = (this.#db = openReaderConnection(file));
    // `+?`: SQLite plans a statement anew when a parameter is bound whose value it looked at in planning, and better-sqlite3 unbinds all
    // of them after each run. It does not look behind a plus: the events of a stream take 4 µs in place of 17.
    // CROSS JOIN: the order of the log, or of the stream, is the one to scan in.
    this.#after = db
      .prepare<unknown[], Row>(
        `SELECT ${COLUMNS} FROM events e CROSS JOIN streams s ON s.stream_id = e.stream_id
         WHERE e.position > ? AND e.position <= ? AND ${NO_CHECKPOINT} ORDER BY e.position LIMIT +?`,
      )
      .raw();
    this.#at = db
      .prepare<unknown[], Row>(
        `SELECT ${COLUMNS} FROM events e CROSS JOIN streams s ON s.stream_id = e.stream_id
         WHERE e.position = +? AND ${NO_CHECKPOINT}`,
      )
      .raw();
    this.#stream = db
      .prepare<unknown[], Row>(
        `SELECT ${COLUMNS} FROM streams s CROSS JOIN events e ON e.stream_id = s.stream_id
         WHERE s.name = +? AND e.revision >= ? ORDER BY e.revision LIMIT +?`,
      )
      .raw();
    this.#command = db
      .prepare<unknown[], Row>(
        `SELECT ${COLUMNS} FROM events e CROSS JOIN streams s ON s.stream_id = e.stream_id
         WHERE e.command_key = +? AND e.command_id = +? AND s.name = +? ORDER BY e.revision`,
      )
      .raw();
    this.#head = db
      .prepare<unknown[], number>(
        `SELECT e.position FROM events e WHERE ${NO_CHECKPOINT} ORDER BY e.position DESC LIMIT 1`,
      )
      .pluck();
    const checkpoints = (condition: string, order: 'ASC' | 'DESC') =>
      db.prepare<unknown[], CheckpointRow>(
        `SELECT e.revision, e.id, e.position, e.data FROM streams s CROSS JOIN events e ON e.stream_id = s.stream_id
         WHERE s.name = '${CHECKPOINT_STREAM}' ${condition} ORDER BY e.revision ${order} LIMIT ?`,
      );
    this.#checkpoints = checkpoints('AND e.revision >= ?', 'ASC');
    this.#lastCheckpoint = checkpoints('', 'DESC');
    this.#dataVersion = db.prepare<unknown[], number>('PRAGMA data_version').pluck();
    this.#begin = db.prepare('BEGIN');
    this.#rollback = db.prepare('ROLLBACK');
  }

  after(position: bigint, upTo: bigint, limit: number): RecordedEvent[] {
    return this.#after.all(position, upTo, limit).map(toEvent);
  }

  at(position: bigint): RecordedEvent | undefined {
    // Past the largest number of SQLite there is nothing, and no way to ask.
    return position > MAX_POSITION ? undefined : this.#at.all(position).map(toEvent)[0];
  }

  stream(stream: string, fromRevision: number, limit: number): RecordedEvent[] {
    if (stream === CHECKPOINT_STREAM) return [];
    return this.#stream.all(stream, fromRevision, limit).map(toEvent);
  }

  command(stream: string, commandId: string): RecordedEvent[] {
    if (stream === CHECKPOINT_STREAM) return [];
    return this.#command.all(commandKey(commandId), commandId, stream).map(toEvent);
  }

  head(): bigint {
    return BigInt(this.#head.get() ?? 0);
  }

  checkpoints(fromRevision: number, limit: number): RecordedCheckpoint[] {
    return this.#checkpoints.all(fromRevision, limit).map(toCheckpoint);
  }

  lastCheckpoint(): RecordedCheckpoint | undefined {
    return this.#lastCheckpoint.all(1).map(toCheckpoint)[0];
  }

  /** Another number than before when some connection has committed since. */
  dataVersion(): number | undefined {
    return this.#dataVersion.get();
  }

  /** From here to {@link release} everything is read from one state of the file. @returns that state's {@link dataVersion} */
  hold(): number | undefined {
    this.#begin.run();
    return this.dataVersion();
  }

  /**
   * Does nothing when an error has ended the transaction, or the reader is closed. Nothing was written: a rollback ends it too where a page
   * that was read is malformed, which fails a commit.
   */
  release(): void {
    if (this.#db.inTransaction) this.#rollback.run();
  }

  close(): void {
    this.#db.close();
  }
}

type Row = [number, string, number, string, SupportAccessEventType, string, string, string, string, string];

type CheckpointRow = { revision: number; id: string; position: number; data: string };

const toCheckpoint = ({ revision, id, position, data }: CheckpointRow): RecordedCheckpoint => ({
  revision,
  id,
  position: BigInt(position),
  note: (JSON.parse(data) as { note: string }).note,
});

const toEvent = (row: Row): RecordedEvent =>
  new RecordedEvent(
    BigInt(row[0]),
    row[1],
    row[2],
    row[3],
    row[4],
    row[5],
    row[6],
    row[7],
    `${commandKey(row[8])}` === row[9] ? row[8] : '',
  );
