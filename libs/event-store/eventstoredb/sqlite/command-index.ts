import type { Database, Statement } from 'better-sqlite3';
import type { DerivedFile } from './derived-file.js';

/** Where in a stream a command left its events. */
export type CommandPlace = { first: number; last: number };

/** How far a stream is known from its start; -1 before its first event. */
export type Known = { revision: number; eventId: string };

type Entry = Known & { verified: boolean };

const NOTHING: Known = { revision: -1, eventId: '' };

/** Streams whose reach is in memory, some hundred bytes each. */
const MAX_STREAMS = 50_000;
/** How many commands wait for one transaction, and how long. */
const FLUSH_AT = 1_000;
const FLUSH_MS = 250;
const RETRY_MS = 5_000;

/**
 * Which commands a stream holds, up to a revision: what lies past it the caller reads from the stream. Written behind: what
 * is not in the file yet is in memory.
 */
export class CommandIndex {
  readonly #streams = new Map<string, Entry>();
  readonly #waiting = new Map<string, Map<string, CommandPlace>>();
  readonly #dirty = new Map<string, Known>();
  readonly #file: DerivedFile;
  readonly #select: Record<'stream' | 'command' | 'snapshot', Statement>;
  readonly #write: (snapshots: ReadonlyMap<string, string>) => void;
  #snapshots = new Map<string, string>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(file: DerivedFile) {
    this.#file = file;
    const { db } = file;
    this.#select = {
      stream: db.prepare('SELECT revision, event_id AS eventId FROM streams WHERE name = ?'),
      command: db.prepare(
        `SELECT first, last FROM commands
         WHERE stream_id = (SELECT stream_id FROM streams WHERE name = ?) AND command_id = ?`,
      ),
      snapshot: db.prepare('SELECT body FROM snapshots WHERE stream = ?').pluck(),
    };
    this.#write = writer(db, this.#waiting, this.#dirty);
  }

  /** How far the stream is known, if that was compared with the stream since the process began. */
  verified(stream: string): Known | undefined {
    const entry = this.#streams.get(stream);
    return entry?.verified ? entry : undefined;
  }

  /** What the file says, which somebody has to compare with the stream. */
  claimed(stream: string): Known {
    return this.#streams.get(stream) ?? (this.#select.stream.get(stream) as Known | undefined) ?? NOTHING;
  }

  /** The stream holds that event there: what is known of it is of this log. */
  verify(stream: string, known: Known): void {
    this.#remember(stream, { ...known, verified: true });
  }

  /** Nobody has said anything of the stream yet, and the server will refuse if there is something. */
  verifyEmpty(stream: string): void {
    if (this.#streams.has(stream)) return;
    const claimed = this.claimed(stream);
    if (claimed.revision < 0) this.verify(stream, claimed);
  }

  find(stream: string, commandId: string): CommandPlace | undefined {
    // Nothing is known of it, and so nothing is in the file.
    if (this.#streams.get(stream)?.revision === NOTHING.revision) return undefined;
    const filed = this.#select.command.get(stream, commandId) as CommandPlace | undefined;
    const waiting = this.#waiting.get(stream)?.get(commandId);
    // The events of one command may have come in two pages.
    return filed && waiting ? { first: filed.first, last: waiting.last } : (waiting ?? filed);
  }

  /** The next event of a stream; one that is known already, or that does not follow, changes nothing. */
  learn(stream: string, revision: number, eventId: string, commandId: string): void {
    const known = this.verified(stream);
    if (known === undefined || revision !== known.revision + 1) return;
    const waiting = this.#waiting.get(stream) ?? new Map<string, CommandPlace>();
    waiting.set(commandId, { first: waiting.get(commandId)?.first ?? revision, last: revision });
    this.#waiting.set(stream, waiting);
    this.#dirty.set(stream, { revision, eventId });
    this.#remember(stream, { revision, eventId, verified: true });
    this.#soon();
  }

  /** The file is of another log, or of one that was restored: the stream is to be read from its start. */
  forget(stream: string): void {
    this.flush();
    const { db } = this.#file;
    db.prepare('DELETE FROM commands WHERE stream_id = (SELECT stream_id FROM streams WHERE name = ?)').run(
      stream,
    );
    db.prepare('DELETE FROM streams WHERE name = ?').run(stream);
    db.prepare('DELETE FROM snapshots WHERE stream = ?').run(stream);
    this.#remember(stream, { ...NOTHING, verified: true });
  }

  snapshot(stream: string): string | undefined {
    return this.#snapshots.get(stream) ?? (this.#select.snapshot.get(stream) as string | undefined);
  }

  keepSnapshot(stream: string, body: string): void {
    this.#snapshots.set(stream, body);
    this.#soon();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#count = 0;
    if (this.#dirty.size === 0 && this.#snapshots.size === 0) return;
    try {
      this.#write(this.#snapshots);
    } catch {
      // A full disk: it stays in memory, where it is found as well, and is tried again.
      this.#timer = setTimeout(() => this.flush(), RETRY_MS);
      return;
    }
    this.#waiting.clear();
    this.#dirty.clear();
    this.#snapshots = new Map();
  }

  close(): void {
    this.flush();
    this.#file.close();
  }

  #soon(): void {
    this.#count++;
    if (this.#count >= FLUSH_AT) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  #remember(stream: string, entry: Entry): void {
    this.#streams.delete(stream);
    this.#streams.set(stream, entry);
    if (this.#streams.size <= MAX_STREAMS) return;
    // What is forgotten here must be in the file, or its next reading would be behind what waits. Many at once: a flush
    // for each would be a transaction for each append.
    this.flush();
    if (this.#dirty.size > 0) return;
    let surplus = MAX_STREAMS / 10;
    for (const oldest of this.#streams.keys()) {
      if (surplus-- <= 0) return;
      this.#streams.delete(oldest);
    }
  }
}

function writer(
  db: Database,
  waiting: ReadonlyMap<string, ReadonlyMap<string, CommandPlace>>,
  dirty: ReadonlyMap<string, Known>,
): (snapshots: ReadonlyMap<string, string>) => void {
  const reach = db.prepare(
    `INSERT INTO streams (name, revision, event_id) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, event_id = excluded.event_id
     RETURNING stream_id`,
  );
  const idOf = reach.pluck();
  const command = db.prepare(`INSERT INTO commands VALUES (?, ?, ?, ?)
     ON CONFLICT (stream_id, command_id) DO UPDATE SET last = excluded.last`);
  const snapshot = db.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?)');
  return db.transaction((snapshots: ReadonlyMap<string, string>) => {
    for (const [stream, { revision, eventId }] of dirty) {
      const id = idOf.get(stream, revision, eventId);
      for (const [commandId, { first, last }] of waiting.get(stream) ?? [])
        command.run(id, commandId, first, last);
    }
    for (const [stream, body] of snapshots) snapshot.run(stream, body);
  });
}
