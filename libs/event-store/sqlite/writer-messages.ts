import type { AppendGroup, GroupOutcome } from './append-group.js';
import type { FileId } from './file-identity.js';
import type { WriterSettings } from './open-connection.js';

/** What the writer's thread is started with. */
export type WriterThreadData = { file: string; fileId?: FileId; settings?: WriterSettings };

/** To the writer's thread. A group is an array, everything else a word. */
export type WriterRequest = AppendGroup | 'probe' | 'close';

/** From it, one for each request, in order; the first of all says that the file is open. */
export type WriterReply = GroupOutcome | 'done' | { failed: string } | { replaced: string };
