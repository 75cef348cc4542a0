import type { Server } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Config } from '#config';
import { CONFIG } from '../ports.js';
import { ownUrl } from './own-url.js';

/** The URL that clients use: `PUBLIC_URL`, or the address that the service listens on. */
@Injectable()
export class PublicUrl {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'http'>,
    private readonly adapter: HttpAdapterHost,
  ) {}

  /** Without a trailing slash. Read it only while requests are served: before, the port may be unknown. */
  get value(): string {
    const { publicUrl } = this.config.http;
    if (publicUrl !== undefined) return publicUrl;
    return ownUrl(this.adapter.httpAdapter.getHttpServer() as Server);
  }
}
