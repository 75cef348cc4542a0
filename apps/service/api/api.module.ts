import { Module } from '@nestjs/common';
import { ChangeStreams } from './changes/change-streams.js';
import { ChangesController } from './changes/changes.controller.js';
import { ClosuresController } from './closures/closures.controller.js';
import { Closures } from './closures/closures.js';
import { SessionRevocationsController } from './sessions/session-revocations.controller.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { OpenExports } from './audit-trail/open-exports.js';
import { TrailExport } from './audit-trail/trail-export.js';
import { EventStreams } from './event-stream/event-streams.js';
import { CheckpointsController } from './evidence/checkpoints.controller.js';
import { InclusionController } from './evidence/inclusion.controller.js';
import { TrailCheckpointController } from './evidence/trail-checkpoint.controller.js';
import { VkeyController } from './evidence/vkey.controller.js';
import { OpenApiController } from '../openapi/openapi.controller.js';
import { Approvals } from './approvals.js';
import { AuditTrailController } from './audit-trail.controller.js';
import { CommandsController } from './commands.controller.js';
import { EventsController } from './events.controller.js';
import { ExecuteCommandHandler } from './execute-command.js';
import { GrantCommandsController } from './grant-commands.controller.js';
import { GrantsController } from './grants.controller.js';
import { ListPages } from './list-pages.js';
import {
  GetAuditTrailHandler,
  GetCurrentAccessHandler,
  GetGrantsHandler,
  GetRequestsHandler,
  GetSessionsHandler,
} from './queries.js';
import { RequestCommandsController } from './request-commands.controller.js';
import { RequestsController } from './requests.controller.js';
import { SupportAccessController } from './support-access.controller.js';
import { SupportLoginsController } from './support-logins.controller.js';
import { SupportSessionsController } from './support-sessions.controller.js';
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
    RequestCommandsController,
    RequestsController,
    SupportSessionsController,
    SessionRevocationsController,
    ClosuresController,
    SupportLoginsController,
    SupportAccessController,
    AuditTrailController,
    GrantsController,
    EventsController,
    ChangesController,
    CheckpointsController,
    InclusionController,
    TrailCheckpointController,
    VkeyController,
    OpenApiController,
  ],
  providers: [
    WorkspaceAuthorization,
    WorkspaceCommands,
    Approvals,
    Closures,
    ListPages,
    EventStreams,
    ChangeStreams,
    OpenExports,
    TrailExport,
    ExecuteCommandHandler,
    GetCurrentAccessHandler,
    GetAuditTrailHandler,
    GetGrantsHandler,
    GetRequestsHandler,
    GetSessionsHandler,
  ],
})
export class ApiModule {}
