import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.js';
import type { Config } from '#config';
import { pathOf } from '../http/mounted-below.js';
import { ProblemError } from '../http/problem-error.js';
import { CONFIG } from '../ports.js';
import { openApiDocument } from './document.js';
import { DOCS_PAGE, docsAsset } from './swagger-ui.js';

/** What this API is, for programs and for people. */
@Controller()
export class OpenApiController {
  private readonly document: string;

  constructor(@Inject(CONFIG) { http }: Pick<Config, 'http'>) {
    const path = pathOf(http.publicUrl);
    this.document = JSON.stringify({
      ...openApiDocument(),
      ...(path !== '' && { servers: [{ url: path }] }),
    });
  }

  @Get('openapi.json')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Public()
  read(): string {
    return this.document;
  }

  @Get('docs')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Public()
  page(): string {
    return DOCS_PAGE;
  }

  @Get('docs/:file')
  @Public()
  asset(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    const asset = docsAsset(file);
    if (asset === undefined) throw new ProblemError(404, 'NOT_FOUND', 'there is nothing at this path');
    void reply.header('Content-Type', asset.type);
    return asset.content;
  }
}
