import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EventReader, Position } from '#event-store';
import { CursorSeal } from '../http/cursor-seal.js';
import { laterOf } from './min-position.js';
import { linkNext } from '../http/next-link.js';
import { EVENT_READER } from '../ports.js';

/** What a list was asked for; `limit` and `cursor` are not part of the question. */
export type Listing = {
  question: Readonly<Record<string, unknown>>;
  cursor?: string | undefined;
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
  async read<P extends Page>(
    { question, cursor, from, minPosition }: Listing,
    read: (asked: { cursor?: string }, from: Position | undefined) => Promise<P>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<P> {
    const page =
      cursor === undefined
        ? await read({}, laterOf(from ?? (await this.reader.head()), minPosition))
        : await read({ cursor: await this.seal.unseal(cursor, question) }, minPosition);
    if (page.next === undefined) return page;
    const next = await this.seal.seal(page.next, question);
    linkNext(request, reply, next);
    return { ...page, next };
  }
}
