import { STREAM_PREFIX } from '#domain';
import type { RecordedEvent } from '#event-store';
import { LOG_START, openEventReader } from '#event-store';

/** The events of one command in one stream. */
export type RecordedCommand = { name: string; commandId: string; events: RecordedEvent[] };

/** All of a log, and which command recorded what. */
export class LogCopy {
  readonly streams = new Map<string, RecordedEvent[]>();
  /** By workspace id and command id, as results name them. */
  readonly commands = new Map<string, RecordedCommand>();

  constructor(readonly events: readonly RecordedEvent[]) {
    for (const event of events) {
      listIn(this.streams, event.stream).push(event);
      const { commandId } = event.metadata;
      const name = `${workspaceOf(event)}/${commandId}`;
      const command = this.commands.get(name) ?? { name, commandId, events: [] };
      this.commands.set(name, command);
      command.events.push(event);
    }
  }

  static async read(eventStoreUrl: string): Promise<LogCopy> {
    const reader = await openEventReader(eventStoreUrl);
    try {
      const events: RecordedEvent[] = [];
      for await (const page of reader.readAll(LOG_START)) for (const event of page) events.push(event);
      return new LogCopy(events);
    } finally {
      await reader.close();
    }
  }
}

export const workspaceOf = ({ stream }: RecordedEvent): string => stream.slice(STREAM_PREFIX.length);

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}
