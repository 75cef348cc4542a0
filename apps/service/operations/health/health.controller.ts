import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../../auth/access.js';
import type { Health } from './health-registry.js';
import { HealthRegistry } from './health-registry.js';

@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthRegistry) {}

  /** Liveness: restart the process when this does not answer. */
  @Get('live')
  @Public()
  @Header('Cache-Control', 'no-store')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** Readiness: 503 with the reasons when the process should get no traffic. */
  @Get('ready')
  @Public()
  @Header('Cache-Control', 'no-store')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string } & Omit<Health, 'ready'>> {
    const { ready, ...parts } = await this.health.read();
    if (!ready) void reply.status(503);
    return { status: ready ? 'ready' : 'not ready', ...parts };
  }
}
