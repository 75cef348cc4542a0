import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rowOf } from '../../auth/authorization.js';
import { BearerGuard } from '../../auth/bearer.guard.js';
import { readMinPosition } from '../min-position.js';
import { Evaluations, isStrong } from './evaluations.js';

const PATH = '/access/v1/evaluation';
const HEADERS = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };

/**
 * `POST /access/v1/evaluation`, by far the most frequent call. It is a plain Fastify route, because Nest's way to a controller took as long
 * as everything else in the call. Hooks, guard, authorization table and problem documents are the same as for controllers.
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
    // Too short to compress. Synchronous when neither the guard nor the answer has to wait.
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
