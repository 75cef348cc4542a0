import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import type { Position, EventReader } from '#event-store';
import { consistencyProof, firstPast, sizeOfNote } from '#evidence';
import { For } from '../../auth/access.js';
import { awaitPosition, MinPosition } from '../min-position.js';
import { ProblemError } from '../../http/problem-error.js';
import { QueryReader } from '../../http/query-reader.js';
import { EVENT_READER, EVIDENCE } from '../../ports.js';
import { base64Of, MAX_SIZE, NOTE_TYPE } from './proof-form.js';
import type { Evidence } from '../../ports.js';
import { treeWait } from './tree-wait.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

/** `next` is the size to go on after; absent on the last page. */
export type CheckpointsPage = { checkpoints: string[]; next?: number };

/** RFC 6962 2.1.2. */
export type ConsistencyAnswer = { from: number; to: number; hashes: string[] };

@Controller('v1/checkpoints')
export class CheckpointsController {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(EVIDENCE) private readonly evidence: Pick<Evidence, 'tree'>,
  ) {}

  /** The newest signed note. */
  @Get('latest')
  @Header('Content-Type', NOTE_TYPE)
  @For('auditor', 'service', 'event-reader')
  async latest(): Promise<string> {
    const last = await this.reader.lastCheckpoint();
    if (last === undefined) throw new ProblemError(404, 'NOT_FOUND', 'no checkpoint has been signed yet');
    return last.note;
  }

  /** All of them, oldest first, after a size. */
  @Get()
  @For('auditor', 'service', 'event-reader')
  async list(@Query() query: Record<string, unknown>): Promise<CheckpointsPage> {
    const parameters = new QueryReader(query);
    const after = parameters.integer('after', { min: 0, max: MAX_SIZE }) ?? 0;
    const limit = parameters.integer('limit', { min: 1, max: MAX_LIMIT }) ?? DEFAULT_LIMIT;
    parameters.done();
    const notes = await this.take(after, limit + 1);
    const checkpoints = notes.slice(0, limit);
    return {
      checkpoints,
      ...(notes.length > limit && { next: sizeOfNote(checkpoints.at(-1)!) }),
    };
  }

  /** That the tree of one size is the beginning of that of another. */
  @Get('consistency')
  @For('auditor', 'service', 'event-reader')
  async consistency(
    @Query() query: Record<string, unknown>,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<ConsistencyAnswer> {
    const { tree } = this.evidence;
    const parameters = new QueryReader(query);
    const from = parameters.required('from', parameters.integer('from', { min: 0, max: MAX_SIZE }));
    const to = parameters.required('to', parameters.integer('to', { min: 0, max: MAX_SIZE }));
    parameters.done();
    await awaitPosition(treeWait(tree), minPosition);
    const size = await tree.size();
    if (to > size) parameters.refuse('to', `must be at most ${size}, the events in the tree now`);
    if (from > to) parameters.refuse('from', 'must not be more than to');
    parameters.done();
    return { from, to, hashes: base64Of(await consistencyProof(tree, from, to)) };
  }

  private async take(after: number, count: number): Promise<string[]> {
    const first = await firstPast(this.reader, after);
    const notes: string[] = [];
    if (first === undefined) return notes;
    for await (const page of this.reader.readCheckpoints(first.revision)) {
      for (const { note } of page) if (notes.push(note) === count) return notes;
    }
    return notes;
  }
}
