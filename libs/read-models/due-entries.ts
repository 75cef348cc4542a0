import type { EpochMs } from '#domain';
import type { Position } from '#event-store';

/** Something that ends by itself: when, as far as it is known now. */
export type DueEntry = {
  kind: 'grant' | 'request' | 'session';
  id: string;
  workspaceId: string;
  dueAt: EpochMs;
};

/** Something without a recorded end, and where in the log it began. */
export type OpenDue = DueEntry & { position: Position };
