import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { streamOf } from '#domain';
import type { EventReader } from '#event-store';
import { StreamSigner } from '#evidence';
import { WorkspaceAuthorization } from '../workspace-authorization.js';
import type { Admitted } from '../../auth/access.js';
import { Caller, For } from '../../auth/access.js';
import { unavailable } from '../../http/problem-error.js';
import { EVENT_READER, EVIDENCE } from '../../ports.js';
import { NOTE_TYPE } from './proof-form.js';
import type { Evidence } from '../../ports.js';

@Controller('v1/workspaces/:workspaceId/audit-trail/checkpoint')
export class TrailCheckpointController {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(EVIDENCE) private readonly evidence: Evidence,
    private readonly authorization: WorkspaceAuthorization,
  ) {}

  /** Signed on demand: who keeps one can prove later that the trail of their workspace only grew. */
  @Get()
  @Header('Content-Type', NOTE_TYPE)
  @For('owner', 'auditor')
  async read(@Param('workspaceId') workspaceId: string, @Caller() caller: Admitted): Promise<string> {
    await this.authorization.requireAuditTrail(caller, workspaceId);
    const { keys, tree, obstacle } = this.evidence;
    // Nothing is signed of a log that may not be the one that was signed before.
    if (obstacle() !== undefined) throw unavailable('the log is being checked', 2);
    const stream = streamOf(workspaceId);
    return new StreamSigner({ reader: this.reader, tree, keys }).sign(stream, this.reader.readStream(stream));
  }
}
