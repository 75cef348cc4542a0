import type { Client } from 'openapi-fetch';
import type { paths } from './api.generated.js';
import type { CallOptions, ReadOptions } from './calls.js';
import { dataOf, read, sent } from './calls.js';
import { membersOf } from './pages.js';
import type * as Api from './types.js';

/** What proves that the log was not altered: signed checkpoints, as text, and proofs against them. */
export class EvidenceCalls {
  /** @internal */
  constructor(
    private readonly http: Client<paths, 'application/json'>,
    private readonly texts: Client<paths, 'text/plain'>,
  ) {}

  /** For auditors and services: the newest checkpoint of the log. */
  latestCheckpoint(options: CallOptions = {}): Promise<string> {
    return dataOf(this.texts.GET('/v1/checkpoints/latest', { parseAs: 'text', ...sent(options) }));
  }

  /** For auditors and services: all of them, or those of more than `after` events, oldest first. */
  checkpoints(
    query: { after?: number; limit?: number } = {},
    options: CallOptions = {},
  ): AsyncGenerator<string, void, undefined> {
    const page = (after = query.after) => {
      const params = { query: { ...query, ...(after !== undefined && { after }) } };
      return dataOf(this.http.GET('/v1/checkpoints', { params, ...sent(options) }));
    };
    return membersOf(page, ({ checkpoints }) => checkpoints);
  }

  /** For auditors and services: that the log of `from` events is the beginning of the one of `to`. */
  proveConsistency(
    query: { from: number; to: number },
    options: ReadOptions = {},
  ): Promise<Api.ConsistencyProof> {
    return dataOf(this.http.GET('/v1/checkpoints/consistency', { params: { query }, ...read(options) }));
  }

  /** For auditors and services: that an event is in the log of `size` events. */
  proveInclusion(
    eventId: string,
    query: { size: number },
    options: ReadOptions = {},
  ): Promise<Api.InclusionProof> {
    const params = { path: { eventId }, query };
    return dataOf(this.http.GET('/v1/events/{eventId}/inclusion', { params, ...read(options) }));
  }

  /** For those who may see the trail: a checkpoint of this workspace's events, to keep. */
  trailCheckpoint(workspaceId: string, options: CallOptions = {}): Promise<string> {
    const params = { path: { workspaceId } };
    const path = '/v1/workspaces/{workspaceId}/audit-trail/checkpoint';
    return dataOf(this.texts.GET(path, { params, parseAs: 'text', ...sent(options) }));
  }

  /** Open to all: the keys that sign, one a line, the newest first. */
  verifierKeys(options: CallOptions = {}): Promise<string> {
    return dataOf(this.texts.GET('/.well-known/support-access-vkey', { parseAs: 'text', ...sent(options) }));
  }
}
