import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { isCounted } from '#auth';
import type { Clock } from '#config';
import type { EventReader, Position } from '#event-store';
import { Registry } from '@prometheus-io/client';
import type { Admitted } from '../../auth/access.js';
import { CursorSeal } from '../../http/cursor-seal.js';
import { CLOCK, EVENT_READER } from '../../ports.js';
import type { Reading } from '../event-stream/log-readers.js';
import { LogReaders } from '../event-stream/log-readers.js';
import { changeMessage } from './change.js';
import { ChangeChunk } from './change-chunk.js';
import type { Subject } from './workspace-reading.js';
import { WorkspaceReading } from './workspace-reading.js';

/** At once, in one process: of all; of one person, who may have many tabs open; of one program, which may be many processes. */
const MAX_READERS = 1_500;
export const MAX_READERS_OF_PERSON = 16;
export const MAX_READERS_OF_PROGRAM = 100;
/** The HTTP contract: a page that hears nothing for some of these says that it is not connected. */
const HEARTBEAT_MS = 5_000;

export type Opening = {
  caller: Admitted;
  after: Position;
  /** The reader gave no position: they are told where they begin. */
  isNew: boolean;
  /** All workspaces when absent. */
  subject?: Subject;
};

/** What changes, as server-sent events, for any number of pages. */
@Injectable()
export class ChangeStreams extends LogReaders<ChangeChunk> {
  override heartbeatMs = HEARTBEAT_MS;

  constructor(
    @Inject(EVENT_READER) reader: EventReader,
    @Inject(CLOCK) clock: Clock,
    private readonly seal: CursorSeal,
    metrics: Registry,
  ) {
    super(reader, clock, ChangeChunk.of, {
      metrics,
      metric: 'support_access_change_stream',
      help: 'Clients that are told of changes over HTTP',
      bounds: { what: 'streams of changes', total: MAX_READERS, perCaller: MAX_READERS_OF_PROGRAM },
    });
  }

  /**
   * Every change after a position, of one workspace or of all.
   * @throws ProblemError 429 when the caller has too many open; 503 when this process has no room for it, or is closing
   */
  open({ caller, after, isNew, subject }: Opening): Readable {
    const idOf = (position: Position): string =>
      caller.reach === 'own' ? this.seal.sealPosition(`${position}`) : `${position}`;
    const ownerId = caller.reach === 'own' ? caller.id : undefined;
    const reading =
      subject === undefined
        ? this.readingOfAll(after, idOf)
        : new WorkspaceReading(this.reader, after, subject, idOf, ownerId);
    return this.begin(reading, {
      until: caller.expiresAt,
      caller: caller.id,
      atMost: [...caller.roles].every(isCounted) ? MAX_READERS_OF_PERSON : MAX_READERS_OF_PROGRAM,
      // An id without data: a client that loses the connection before the first change goes on from here.
      ...(isNew && { greeting: Buffer.from(`id: ${idOf(after)}\n\n`) }),
    });
  }

  private readingOfAll(after: Position, idOf: (position: Position) => string): Reading<ChangeChunk> {
    const of = (chunk: ChangeChunk, position: Position) => {
      const news = chunk.all.filter((change) => change.position > position);
      const text = news.map((change) => changeMessage(idOf(change.position), change)).join('');
      return { bytes: Buffer.from(text), position: chunk.position };
    };
    return { after, of, past: async (position) => of(await this.pages.after(position), position) };
  }
}
