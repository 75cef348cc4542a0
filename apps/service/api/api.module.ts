import { Module } from '@nestjs/common';
import { ExecuteCommandHandler } from '#commands';
import { SessionsModule } from '../sessions/sessions.module.js';
import { EventStreams } from '../event-stream/event-streams.js';
import { AuditTrailController } from './audit-trail.controller.js';
import { CommandsController } from './commands.controller.js';
import { EventsController } from './events.controller.js';
import { GetAuditTrailHandler, GetCurrentAccessHandler } from './queries.js';
import { SupportAccessController } from './support-access.controller.js';
import { Visibility } from './visibility.js';
import { WorkspaceDirectory } from './workspace-directory.js';

/** Role `api`: what is under `/v1`. */
@Module({
  imports: [SessionsModule],
  controllers: [CommandsController, SupportAccessController, AuditTrailController, EventsController],
  providers: [
    Visibility,
    WorkspaceDirectory,
    EventStreams,
    ExecuteCommandHandler,
    GetCurrentAccessHandler,
    GetAuditTrailHandler,
  ],
})
export class ApiModule {}
