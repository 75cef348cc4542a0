import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { Position } from '#event-store';
import { inclusionProof } from '#evidence';
import { For } from '../../auth/access.js';
import { awaitPosition, MinPosition } from '../min-position.js';
import { ProblemError } from '../../http/problem-error.js';
import { QueryReader } from '../../http/query-reader.js';
import { EVIDENCE } from '../../ports.js';
import { base64Of, MAX_SIZE } from './proof-form.js';
import type { Evidence } from '../../ports.js';
import { treeWait } from './tree-wait.js';

/** RFC 6962 2.1.1. */
export type InclusionAnswer = {
  index: number;
  size: number;
  /** Base64 of the leaf's data, the 32 bytes of the event's chain. */
  leaf: string;
  hashes: string[];
};

@Controller('v1/events/:eventId/inclusion')
export class InclusionController {
  constructor(@Inject(EVIDENCE) private readonly evidence: Pick<Evidence, 'tree'>) {}

  /** That an event is in the tree of a size, a checkpoint's for instance. */
  @Get()
  @For('auditor', 'service', 'event-reader')
  async prove(
    @Param('eventId') eventId: string,
    @Query() query: Record<string, unknown>,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<InclusionAnswer> {
    const { tree } = this.evidence;
    const parameters = new QueryReader(query);
    const size = parameters.required('size', parameters.integer('size', { min: 1, max: MAX_SIZE }));
    parameters.done();
    await awaitPosition(treeWait(tree), minPosition);
    const index = await tree.indexOf(eventId);
    if (index === undefined) throw new ProblemError(404, 'NOT_FOUND', 'the tree has no such event');
    const known = await tree.size();
    if (size > known) parameters.refuse('size', `must be at most ${known}, the events in the tree now`);
    if (size <= index) parameters.refuse('size', `must be more than ${index}, the index of the event`);
    parameters.done();
    const [leaf, hashes] = await Promise.all([tree.leaf(index), inclusionProof(tree, index, size)]);
    return { index, size, leaf: leaf.toString('base64'), hashes: base64Of(hashes) };
  }
}
