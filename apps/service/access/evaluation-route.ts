import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rowOf } from '../auth/authorization.js';
import { BearerGuard } from '../auth/bearer.guard.js';
import { readMinPosition } from '../http/min-position.js';
import { Evaluations, isStrong } from './evaluations.js';

const PATH = '/access/v1/evaluation';
const HEADERS = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };

/**
 * `POST /access/v1/evaluation`, the one question of whoever lets engineers into workspaces, and asked by far the most:
 * served by Fastify itself, since Nest's way to a controller took as long as everything else in the call. The hooks of
 * every request, the guard, the table of who may call what, and the problem documents are the same.
 */
@Injectable()
export class EvaluationRoute implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly guard: BearerGuard,
    private readonly answers: Evaluations,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance();
    const row = rowOf('POST', PATH);
    // Too short to be worth packing. Nothing is waited for when guard and answer need not.
    fastify.post(PATH, { compress: false }, (request, reply) => {
      const admission = this.guard.admit(request, row);
      return admission ? admission.then(() => this.answer(request, reply)) : this.answer(request, reply);
    });
  }

  private answer(request: FastifyRequest, reply: FastifyReply): string | Promise<string> {
    const { 'x-consistency': asked, 'min-position': position } = request.headers;
    const consistency = { strong: isStrong(asked), minPosition: readMinPosition(position) };
    const answer = this.answers.one(request.body as Buffer | undefined, consistency);
    void reply.headers(HEADERS);
    return answer;
  }
}
