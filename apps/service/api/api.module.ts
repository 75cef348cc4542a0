import { Module } from '@nestjs/common';
import type { Config } from '#config';
import type { EventReader } from '#event-store';
import { SessionsModule } from './sessions/sessions.module.js';
import { OpenExports } from './audit-trail/open-exports.js';
import { TrailExport } from './audit-trail/trail-export.js';
import { EventStreams } from './event-stream/event-streams.js';
import { CheckpointsController } from './evidence/checkpoints.controller.js';
import { InclusionController } from './evidence/inclusion.controller.js';
import { TrailCheckpointController } from './evidence/trail-checkpoint.controller.js';
import { VkeyController } from './evidence/vkey.controller.js';
import { CursorSeal } from '../http/cursor-seal.js';
import { OpenApiController } from '../openapi/openapi.controller.js';
import { CONFIG, EVENT_READER } from '../ports.js';
import { AuditTrailController } from './audit-trail.controller.js';
import { CommandsController } from './commands.controller.js';
import { EventsController } from './events.controller.js';
import { ExecuteCommandHandler } from './execute-command.js';
import { GrantCommandsController } from './grant-commands.controller.js';
import { GrantsController } from './grants.controller.js';
import { OwnerPositions } from './owner-positions.js';
import { GetAuditTrailHandler, GetCurrentAccessHandler, GetGrantsHandler } from './queries.js';
import { SupportAccessController } from './support-access.controller.js';
import { SupportLoginsController } from './support-logins.controller.js';
import { WorkspaceAuthorization } from './workspace-authorization.js';
import { WorkspaceCommands } from './workspace-commands.js';
import { WorkspacesController } from './workspaces.controller.js';

/** Role `api`: the calls under `/v1`, and the documents that describe them. */
@Module({
  imports: [SessionsModule],
  controllers: [
    CommandsController,
    WorkspacesController,
    GrantCommandsController,
    SupportLoginsController,
    SupportAccessController,
    AuditTrailController,
    GrantsController,
    EventsController,
    CheckpointsController,
    InclusionController,
    TrailCheckpointController,
    VkeyController,
    OpenApiController,
  ],
  providers: [
    WorkspaceAuthorization,
    OwnerPositions,
    WorkspaceCommands,
    EventStreams,
    OpenExports,
    TrailExport,
    {
      provide: CursorSeal,
      inject: [CONFIG, EVENT_READER],
      useFactory: ({ session }: Pick<Config, 'session'>, reader: EventReader) =>
        CursorSeal.open(session, reader),
    },
    ExecuteCommandHandler,
    GetCurrentAccessHandler,
    GetAuditTrailHandler,
    GetGrantsHandler,
  ],
})
export class ApiModule {}
