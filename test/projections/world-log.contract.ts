import { randomUUID } from 'node:crypto';
import { STREAM_PREFIX } from '#domain';
import type { RecordedEvent } from '#event-store';
import { chainOf, ZERO_CHAIN } from '#evidence';
import { fromStored } from '../../libs/event-store/eventstoredb/hurried.contract.js';
import { naiveCurrentAccess } from '../../libs/read-models/naive-models.contract.js';
import type { LogCopy, StoredEvent, StoredLog } from '../doubles/eventstoredb/stored-log.js';
import type { Random } from '../support/random.js';

export const workspaceOf = (stream: string): string => stream.slice(STREAM_PREFIX.length);
const isOurs = ({ stream }: StoredEvent): boolean => stream.startsWith(STREAM_PREFIX);

export const decoded = ({
  stream,
  position,
  revision,
  data,
  metadata,
  ...event
}: StoredEvent): RecordedEvent =>
  fromStored(
    {
      ...event,
      streamId: stream,
      revision: BigInt(revision),
      position: { commit: position },
      data: JSON.parse(Buffer.from(data).toString()) as unknown,
      metadata: JSON.parse(Buffer.from(metadata).toString()) as unknown,
    },
    '',
  );

/** The log of one world: what it holds, what was honestly written to it, and what somebody did to it by hand. */
export class WorldLog {
  /** What the service's own commands wrote, whatever became of it. */
  readonly written: RecordedEvent[] = [];
  /** Workspaces whose log is not what it was: each is to be found damaged. */
  readonly tampered = new Set<string>();
  /** Whether an older copy was put back. */
  isOlder = false;
  /** For messages. */
  readonly acts: string[] = [];
  readonly #seen = new Set<string>();
  #isByHand = false;

  constructor(readonly stored: StoredLog) {
    stored.watch(() => this.#note());
  }

  /** The events of ours that the log holds, in its order. */
  events(): RecordedEvent[] {
    return this.stored.all.filter(isOurs).map(decoded);
  }

  /** One workspace's stream with what reads of it do not give any more. */
  stream(workspaceId: string): RecordedEvent[] {
    return (this.stored.stream(STREAM_PREFIX + workspaceId) ?? []).map(decoded);
  }

  head(): bigint {
    return this.stored.all.findLast(isOurs)?.position ?? 0n;
  }

  truncate(workspaceId: string, random: Random): void {
    const { length } = this.stream(workspaceId);
    if (length < 2) return;
    const before = random.int(1, length - 1);
    this.#act(`truncates ${workspaceId} before revision ${before}`, workspaceId);
    this.#byHand(() => this.stored.truncate(STREAM_PREFIX + workspaceId, before));
    if (random.chance(0.4)) this.#scavenge();
  }

  delete(workspaceId: string, random: Random): void {
    if (this.stream(workspaceId).length === 0) return;
    this.#act(`deletes ${workspaceId}`, workspaceId);
    this.#byHand(() => this.stored.softDelete(STREAM_PREFIX + workspaceId));
    if (random.chance(0.4)) this.#scavenge();
  }

  restore(copy: LogCopy): void {
    this.isOlder = true;
    this.acts.push('restores an older copy');
    this.stored.restore(copy);
  }

  /** Changes the data of an event that is there, and leaves its chain. */
  edit(workspaceId: string, random: Random): void {
    const events = this.stored.stream(STREAM_PREFIX + workspaceId) ?? [];
    if (events.length === 0) return;
    const event = random.pick(events);
    const data = JSON.parse(Buffer.from(event.data).toString()) as Record<string, unknown>;
    const changed = { ...data, reason: `${String(data['reason'])}, edited` };
    this.#act(`edits revision ${event.revision} of ${workspaceId}`, workspaceId);
    event.data = Buffer.from(JSON.stringify(changed));
  }

  /** Appends what the service would not. */
  forge(workspaceId: string, random: Random): void {
    const before = this.stream(workspaceId);
    if (before.length === 0) return;
    const kind = random.pick([
      'grant without a chain',
      'grant with a foreign chain',
      'grant without an id',
      'impossible end',
      'unknown type',
    ]);
    const at = before.at(-1)!.metadata.recordedAt;
    const grantId = randomUUID();
    const owner = { id: 'olivia', kind: 'user' };
    const data =
      kind === 'impossible end'
        ? { workspaceId, grantId, cause: 'revoked', revokedBy: owner, at, expiresAt: at }
        : {
            workspaceId,
            ...(kind !== 'grant without an id' && { grantId }),
            grantedBy: owner,
            grantedAt: at,
            expiresAt: new Date(Date.parse(at) + 3_600_000).toISOString(),
          };
    const type =
      {
        'impossible end': 'SupportAccessRevoked',
        'unknown type': 'SupportAccessExtendedByHand',
      }[kind] ?? 'SupportAccessGranted';
    const [stream, revision, id] = [STREAM_PREFIX + workspaceId, before.at(-1)!.revision + 1, randomUUID()];
    const metadata = { ...before.at(-1)!.metadata, commandId: randomUUID() };
    const [dataJson, metadataJson] = [JSON.stringify(data), JSON.stringify(metadata)];
    const facts = { stream, revision, id, type, dataJson, metadataJson };
    const chain =
      {
        'grant without a chain': ZERO_CHAIN,
        'grant without an id': chainOf(before.at(-1)!.chain, facts),
        'impossible end': chainOf(before.at(-1)!.chain, facts),
      }[kind] ?? chainOf(ZERO_CHAIN, facts);
    this.#act(`forges (${kind}) in ${workspaceId}`, workspaceId);
    this.#byHand(() =>
      this.stored.append(stream, 'any', [
        {
          id,
          type,
          contentType: 'application/json',
          data: Buffer.from(dataJson),
          metadata: Buffer.from(JSON.stringify({ chain, ...metadata })),
        },
      ]),
    );
  }

  /** Events of others on the same server. */
  foreign(count: number): void {
    for (let n = 0; n < count; n++)
      this.stored.append('somebody-elses', 'any', [
        {
          id: randomUUID(),
          type: 'T',
          contentType: 'application/json',
          data: Buffer.from('{}'),
          metadata: Buffer.from('{}'),
        },
      ]);
  }

  #scavenge(): void {
    this.acts.push('scavenges');
    this.stored.scavenge();
  }

  #act(what: string, workspaceId: string): void {
    this.acts.push(what);
    this.tampered.add(workspaceId);
  }

  #byHand(work: () => unknown): void {
    this.#isByHand = true;
    work();
    this.#isByHand = false;
  }

  #note(): void {
    const fresh: StoredEvent[] = [];
    for (let at = this.stored.all.length - 1; at >= 0; at--) {
      const event = this.stored.all[at]!;
      if (this.#seen.has(event.id)) break;
      fresh.unshift(event);
    }
    for (const event of fresh) {
      this.#seen.add(event.id);
      if (isOurs(event) && !this.#isByHand) this.written.push(decoded(event));
    }
  }
}

/** Whether a grant is active by these events at that time, or at the last time of the workspace's stream if that is later. */
export function isActive(events: readonly RecordedEvent[], workspaceId: string, clockMs: number): boolean {
  const own = events.filter(({ stream }) => workspaceOf(stream) === workspaceId);
  const now = Math.max(clockMs, ...own.map(({ metadata }) => Date.parse(metadata.recordedAt)));
  return naiveCurrentAccess(own, workspaceId, now).status === 'active';
}
