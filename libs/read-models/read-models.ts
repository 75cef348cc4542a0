import type { Position, RecordedEvent } from '#event-store';
import type { FoldedStreamEnd, LogDamagedError } from '#evidence';
import type { CurrentAccess, GrantFilter, GrantPage } from './access.js';
import type { WorkspaceDamage } from './known-stream.js';
import type { AuditTrailFilter, AuditTrailPage } from './audit-entry.js';
import type { GrantKey, OpenGrant } from './unended-grants.js';
import type { Bookmark, LogTarget } from './log-follower.js';
import type { EpochMs } from '#domain';

/**
 * Everything that is asked more often than it is told: current access and the audit trail, folded from the log. All of
 * it is derived: it may be thrown away and built again at any time.
 *
 * Every method rejects with {@link ReadModelUnavailableError} when the engine does not answer.
 */
export interface ReadModels extends LogTarget {
  readonly queries: ReadModelQueries;

  /**
   * Called with damage that was found otherwise than by applying: its workspace counts as damaged from now on, durably,
   * and nothing more of its stream is folded. Only models that are built anew forget it.
   */
  damage(found: LogDamagedError): Promise<void>;

  /** Called to build everything anew while the queries go on answering from what there is. One at a time. */
  rebuild(): Promise<ReadModelsRebuild>;

  /**
   * Called by tests and receipts: lower-case hex SHA-256 over all rows in key order. Equal logs give equal hashes,
   * however the log was cut into batches.
   */
  stateHash(): Promise<string>;

  /** Lets go of the engine. Idempotent. */
  close(): Promise<void>;
}

/** A second set of models that nobody sees yet. */
export interface ReadModelsRebuild {
  /** Called with stretch after stretch. The events are gone through once. */
  apply(events: Iterable<RecordedEvent>, position: Position): Promise<void>;
  /**
   * The queries answer from this set from now on, all at once, and the old one is gone. Nothing is applied meanwhile:
   * measured on SQLite, one to three seconds per million events.
   */
  swap(): Promise<void>;
  /** The old set stays. */
  abandon(): Promise<void>;
}

/** What may be asked; any number of threads and processes may hold one while a projector writes. */
export interface ReadModelQueries {
  /** Called for a workspace's settings page and by compliance: who could be in at one instant. */
  currentAccess(workspaceId: string, asOf: EpochMs): Promise<CurrentAccess>;

  /** Called for the support desk: grants, newest first. @throws InvalidCursorError */
  grants(filter: GrantFilter): Promise<GrantPage>;

  /** Called for the trail and its exports, page by page. @throws InvalidCursorError */
  auditTrail(filter: AuditTrailFilter): Promise<AuditTrailPage>;

  /** Called for health and before anything is signed: workspaces whose log is damaged, up to a limit, first found first. */
  damages(limit: number): Promise<readonly WorkspaceDamage[]>;

  /**
   * Called by the check of the log: where streams end that are not known to be damaged, by workspace number, in pages.
   * @param which `recent`: of the workspaces with a grant that has no recorded end, and of the 10,000 that had events last
   */
  streamEnds(which: 'all' | 'recent', afterWorkspace: number): Promise<readonly FoldedStreamEnd[]>;

  /** Called to check the list of grants that will end: those without a recorded end, in the order of the log, in pages. */
  openGrants(after: Position, limit: number): Promise<readonly OpenGrant[]>;

  /** Called for the same check. @returns ids of those among some grants whose end is recorded */
  endedGrants(grants: readonly GrantKey[]): Promise<ReadonlySet<string>>;

  /** How much of the log the answers know. */
  position(): Promise<Position>;

  /** Called to see whether the log is still the same: the event that was folded last. */
  bookmark(): Promise<Bookmark>;

  /** Called for `Min-Position`: true once the answers know that much, false when the time is up. */
  waitFor(position: Position, timeoutMs: number): Promise<boolean>;

  /** Lets go of the engine. Idempotent. */
  close(): Promise<void>;
}
