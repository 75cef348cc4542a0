import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Registry } from '@prometheus-io/client';
import type { Config } from '#config';
import { isLoopback } from '#config';
import { Public } from '../../auth/access.js';
import { ProblemError } from '../../http/problem-error.js';
import { CONFIG } from '../../ports.js';

@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly registry: Registry,
    @Inject(CONFIG) private readonly config: Pick<Config, 'metricsToken'>,
  ) {}

  @Get()
  @Public()
  async read(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!this.isAdmitted(request))
      throw new ProblemError(401, 'UNAUTHENTICATED', 'send METRICS_TOKEN as a bearer token', {
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    void reply.header('Content-Type', this.registry.contentType);
    return this.registry.metrics();
  }

  /** With METRICS_TOKEN set, only its bearers: on a shared host, loopback does not prove who asks. Without it, only this machine. */
  private isAdmitted(request: FastifyRequest): boolean {
    const { metricsToken } = this.config;
    if (metricsToken === undefined) return isFromThisMachine(request);
    const { authorization } = request.headers;
    if (authorization === undefined) return false;
    const [given, expected] = [Buffer.from(authorization), Buffer.from(`Bearer ${metricsToken}`)];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

/** Whether the peer is this machine and the request was not forwarded: a local proxy speaks for others. */
function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false;
  return isLoopback((socket.remoteAddress ?? '').replace(/^::ffff:/, ''));
}
