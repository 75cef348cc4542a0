import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EventReader, Position } from '#event-store';
import { CursorSeal } from '../http/cursor-seal.js';
import { laterOf } from './min-position.js';
import { linkNext } from '../http/next-link.js';
import { EVENT_READER } from '../ports.js';

/** The parameters of a list: its question, and which part of the answer. */
type Asked = { limit?: number; cursor?: string };

export type Listing<A extends Asked> = {
  asked: A;
  /** What the first page must know: of one workspace, or the head of the log when absent. */
  from?: Position;
  minPosition: Position | undefined;
};

type Page = { next?: string };

/** Reads pages of lists: their cursors are sealed, and the next page is told in the answer and in its `Link`. */
@Injectable()
export class ListPages {
  constructor(
    private readonly seal: CursorSeal,
    @Inject(EVENT_READER) private readonly reader: Pick<EventReader, 'head'>,
  ) {}

  /** @param read with the cursor and the position that the answer must know. Further pages are based on the log of the first. */
  async read<A extends Asked, P extends Page>(
    { asked, from, minPosition }: Listing<A>,
    read: (asked: A, from: Position | undefined) => Promise<P>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<P> {
    const { cursor, limit: _, ...question } = asked;
    const page =
      cursor === undefined
        ? await read(asked, laterOf(from ?? (await this.reader.head()), minPosition))
        : await read({ ...asked, cursor: await this.seal.unseal(cursor, question) }, minPosition);
    if (page.next === undefined) return page;
    const next = await this.seal.seal(page.next, question);
    linkNext(request, reply, next);
    return { ...page, next };
  }
}
