import type { Position, RecordedEvent } from '#event-store';
import type { Bookmark, LogTarget } from '#derived';
import type { FoldedStreamEnd, LogDamagedError } from '#evidence';
import type { CurrentAccess, GrantFilter, GrantPage } from './access.js';
import type { WorkspaceDamage } from './known-stream.js';
import type { AuditTrailFilter, AuditTrailPage } from './audit-entry.js';
import type { RequestFilter, RequestPage } from './access-requests.js';
import type { DueEntry, OpenDue } from './due-entries.js';
import type { OpenOfEngineer, SessionFilter, SessionPage } from './support-sessions.js';
import type { EpochMs } from '#domain';

/**
 * The projections: current access and the audit trail. They are derived from the log and can be dropped and rebuilt at any time.
 *
 * Every method rejects with {@link ReadModelUnavailableError} when the engine does not answer.
 */
export interface ReadModels extends LogTarget {
  readonly queries: ReadModelQueries;

  /**
   * Called with damage that was not found by applying events: the workspace counts as damaged from now on, durably, and no further event of
   * its stream is applied. Only a rebuild clears it.
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

/** A second set of models that the queries do not use yet. */
export interface ReadModelsRebuild {
  /** Called with consecutive batches. The events are iterated once. What goes wrong may be told by the next call. */
  apply(events: Iterable<RecordedEvent>, position: Position): Promise<void>;
  /** Called after the last batch: all of them are written. */
  written(): Promise<void>;
  /** Called after `apply` failed: how far this set came. What follows is to be applied again. */
  reached(): Promise<Position>;
  /** Called when all before an event that no history allows is applied: nothing more of its stream is folded. */
  damage(found: LogDamagedError): Promise<void>;
  /**
   * Makes the queries answer from this set, all at once, and drops the old one. Nothing is applied meanwhile, which takes one to three
   * seconds per million events on SQLite.
   */
  swap(): Promise<void>;
  /** Drops this set; the queries keep the old one. */
  abandon(): Promise<void>;
}

/** The queries; any number of threads and processes may hold one while the projections are written. */
export interface ReadModelQueries {
  /** Called for a workspace's settings page and by compliance: who could be in at one instant. */
  currentAccess(workspaceId: string, asOf: EpochMs): Promise<CurrentAccess>;

  /** Called for the support desk: grants, newest first. @throws InvalidCursorError */
  grants(filter: GrantFilter): Promise<GrantPage>;

  /** Called for the desk, owners and compliance: requests, newest first. @throws InvalidCursorError */
  requests(filter: RequestFilter): Promise<RequestPage>;

  /** Called for the desk and compliance: sessions, newest first. @throws InvalidCursorError */
  sessions(filter: SessionFilter): Promise<SessionPage>;

  /** Called to close a ticket wherever it is open: workspaces with an active grant, a live session or a pending request of it. */
  ofTicket(ticketId: string, now: EpochMs): Promise<string[]>;

  /** Called when an engineer leaves: their live sessions and pending requests. */
  ofEngineer(engineerId: string, now: EpochMs): Promise<OpenOfEngineer>;

  /** Called when a ticket is closed anew: workspaces in which a command of this id has closed one. */
  closedByCommand(commandId: string): Promise<string[]>;

  /** Called for the trail and its exports, page by page. @throws InvalidCursorError */
  auditTrail(filter: AuditTrailFilter): Promise<AuditTrailPage>;

  /** Called for health and before anything is signed: workspaces whose log is damaged, up to a limit, first found first. */
  damages(limit: number): Promise<readonly WorkspaceDamage[]>;

  /**
   * Called by the check of the log: where streams end that are not known to be damaged, by workspace number, in pages.
   * @param since of workspaces with events at or after this time, and of those with a grant that has no recorded end; 0 for all
   */
  streamEnds(since: EpochMs, afterWorkspace: number): Promise<readonly FoldedStreamEnd[]>;

  /** Called before the same check at start: the time since which the 10,000 newest workspaces had events; 0 without workspaces. */
  recentSince(): Promise<EpochMs>;

  /** Called to check the due list: grants, requests and sessions without a recorded end, in the order of the log, in pages. */
  openDue(after: Position, limit: number): Promise<readonly OpenDue[]>;

  /**
   * Called for the same check. @returns ids of those among some entries whose end is recorded, or is due at another time than the entry
   * says. What the models do not know yet is not among them.
   */
  endedDue(entries: readonly DueEntry[]): Promise<ReadonlySet<string>>;

  /** The position in the log up to which answers are current. */
  position(): Promise<Position>;

  /** Called to see whether the log is still the same: the event that was folded last. */
  bookmark(): Promise<Bookmark>;

  /** Called for `Min-Position`: true once answers are current up to the position, false at the timeout. */
  waitFor(position: Position, timeoutMs: number): Promise<boolean>;

  /** Lets go of the engine. Idempotent. */
  close(): Promise<void>;
}
