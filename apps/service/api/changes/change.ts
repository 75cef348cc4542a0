import type { SupportAccessEventType } from '#domain';
import { STREAM_PREFIX } from '#domain';
import type { Position, RecordedEvent } from '#event-store';

/** What a page is told of an event: what changed, and where to ask. No names, no reasons: who may read those asks for them. */
export type Change = {
  type: SupportAccessEventType;
  workspaceId: string;
  grantId?: string;
  requestId?: string;
  sessionId?: string;
};

/** A change where it is in the log. */
export type PlacedChange = {
  position: Position;
  workspaceId: string;
  /** The {@link Change} as JSON. */
  json: string;
  /** The owners from now on; there when they may have changed. */
  ownerIds?: readonly unknown[];
};

const IDS = ['grantId', 'requestId', 'sessionId'] as const;

/** The changes in a stretch of the log. Checkpoints are none. */
export const changesIn = (events: readonly RecordedEvent[]): PlacedChange[] =>
  events.filter(({ stream }) => stream.startsWith(STREAM_PREFIX)).map(toChange);

function toChange(event: RecordedEvent): PlacedChange {
  const { type, position } = event;
  // The stream, not the data: somebody else may have written into it.
  const workspaceId = event.stream.slice(STREAM_PREFIX.length);
  const data = dataOf(event);
  const ids = IDS.flatMap((key) => (typeof data[key] === 'string' ? [[key, data[key]] as const] : []));
  const change: Change = { type, workspaceId, ...Object.fromEntries(ids) };
  const { ownerIds } = data;
  return {
    position,
    workspaceId,
    json: JSON.stringify(change),
    ...(type === 'WorkspaceUpdated' && { ownerIds: Array.isArray(ownerIds) ? ownerIds : [] }),
  };
}

/** What is damage to a workspace must not keep others from their changes. */
function dataOf({ dataJson }: RecordedEvent): Record<string, unknown> {
  try {
    return { ...(JSON.parse(dataJson) as Record<string, unknown>) };
  } catch {
    return {};
  }
}

/** One server-sent event. @param id its position, as this reader is told positions */
export const changeMessage = (id: string, { json }: PlacedChange): string =>
  `event: change\nid: ${id}\ndata: ${json}\n\n`;
