import type { EpochMs } from '#domain';
import type { Position } from '#event-store';
import type { Bookmark } from '#derived';
import { PositionWait } from '#derived';
import type { Db } from '#derived/sqlite';
import { readBookmark, ReadOnlyFile } from '#derived/sqlite';
import type { FoldedStreamEnd } from '#evidence';
import type { CurrentAccess, GrantFilter, GrantPage } from '../access.js';
import type { RequestFilter, RequestPage } from '../access-requests.js';
import type { DueEntry, OpenDue } from '../due-entries.js';
import type { OpenOfEngineer, SessionFilter, SessionPage } from '../support-sessions.js';
import type { AuditTrailFilter, AuditTrailPage } from '../audit-entry.js';
import { toCurrentAccess } from '../access-rows.js';
import { listGrants, toGrantPage } from '../grant-listing.js';
import type { WorkspaceDamage } from '../known-stream.js';
import type { GrantKey, OpenGrant } from '../unended-grants.js';
import type { ReadModelQueries } from '../read-models.js';
import { listEntries, toTrailPage } from '../trail-listing.js';
import { CurrentAccessQueries } from './current-access.js';
import { SCHEMA } from './slot.js';
import { builder, StatementCache } from './statements.js';
import { StreamQueries, findWorkspaces } from './workspace-streams.js';

/** Reads the file that a projector writes, here, in another thread or in another process. */
export class SqliteReadModelQueries implements ReadModelQueries {
  readonly #file: ReadOnlyFile<ReturnType<typeof prepare>>;
  readonly #wait: PositionWait;

  constructor(path: string) {
    this.#file = new ReadOnlyFile(path, SCHEMA.version, prepare);
    this.#wait = new PositionWait(() => this.#file.read(({ position }) => position()));
  }

  async currentAccess(workspaceId: string, asOf: EpochMs): Promise<CurrentAccess> {
    return this.#file.read(({ snapshot, access, numberOf, position }) =>
      snapshot(() => {
        const active = access.active(numberOf(workspaceId), asOf);
        return toCurrentAccess(workspaceId, asOf, String(position()), active);
      }),
    );
  }

  async grants(filter: GrantFilter): Promise<GrantPage> {
    return this.#file.read(({ statements, numberOf }) => {
      const { workspaceId } = filter;
      const workspace = workspaceId === undefined ? undefined : numberOf(workspaceId);
      if (workspaceId !== undefined && workspace === undefined) return { grants: [] };
      return toGrantPage(statements.all(listGrants(builder, filter, workspace)), filter);
    });
  }

  /** Not built yet; see {@link ReadModelQueries}. */
  async requests(_: RequestFilter): Promise<RequestPage> {
    throw new Error('requests are not built yet');
  }
  async sessions(_: SessionFilter): Promise<SessionPage> {
    throw new Error('sessions are not built yet');
  }
  async ofTicket(_ticketId: string, _now: EpochMs): Promise<string[]> {
    throw new Error('ofTicket is not built yet');
  }
  async ofEngineer(_engineerId: string, _now: EpochMs): Promise<OpenOfEngineer> {
    throw new Error('ofEngineer is not built yet');
  }
  async closedByCommand(_commandId: string): Promise<string[]> {
    throw new Error('closedByCommand is not built yet');
  }
  async openDue(_after: Position, _limit: number): Promise<readonly OpenDue[]> {
    throw new Error('openDue is not built yet');
  }
  async endedDue(_entries: readonly DueEntry[]): Promise<ReadonlySet<string>> {
    throw new Error('endedDue is not built yet');
  }

  async auditTrail(filter: AuditTrailFilter): Promise<AuditTrailPage> {
    return this.#file.read(({ snapshot, statements, numberOf, streams }) =>
      snapshot(() => {
        const workspace = numberOf(filter.workspaceId);
        if (workspace === undefined) return { entries: [] };
        const rows = statements.all(listEntries(builder, filter, workspace));
        return toTrailPage(rows, filter, streams.of(filter.workspaceId));
      }),
    );
  }

  async damages(limit: number): Promise<readonly WorkspaceDamage[]> {
    return this.#file.read(({ streams }) => streams.first(limit));
  }

  async streamEnds(since: EpochMs, afterWorkspace: number): Promise<readonly FoldedStreamEnd[]> {
    return this.#file.read(({ streams }) => streams.ends(since, afterWorkspace));
  }

  async recentSince(): Promise<EpochMs> {
    return this.#file.read(({ streams }) => streams.recentSince());
  }

  async openGrants(after: Position, limit: number): Promise<readonly OpenGrant[]> {
    return this.#file.read(({ access }) => access.open(after, limit));
  }

  async endedGrants(grants: readonly GrantKey[]): Promise<ReadonlySet<string>> {
    return this.#file.read(({ access, numberOf }) => {
      const ended = grants.filter(({ workspaceId, grantId }) =>
        access.hasEnded(numberOf(workspaceId), grantId),
      );
      return new Set(ended.map(({ grantId }) => grantId));
    });
  }

  async position(): Promise<Position> {
    return this.#file.read(({ position }) => position());
  }

  async bookmark(): Promise<Bookmark> {
    return this.#file.read(({ bookmark }) => bookmark());
  }

  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    return this.#wait.for(position, timeoutMs);
  }

  async close(): Promise<void> {
    this.#wait.stop();
    this.#file.close();
  }
}

function prepare(db: Db) {
  const position = db.prepare<[], bigint>('SELECT position FROM progress').pluck().safeIntegers();
  const transaction = db.transaction((read: () => unknown) => read());
  return {
    access: new CurrentAccessQueries(db),
    streams: new StreamQueries(db),
    statements: new StatementCache(db),
    numberOf: findWorkspaces(db),
    position: () => position.get()!,
    bookmark: readBookmark(db, 'progress'),
    /** Runs a read of several statements on one state of the file. */
    snapshot: <T>(read: () => T) => transaction(read) as T,
  };
}
