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
import { closingsByCommand, openOfTicket, requestsOfEngineer, sessionsOfEngineer } from '../lookups.js';
import type { ReadModelQueries } from '../read-models.js';
import { listRequests, toRequestPage } from '../request-listing.js';
import { listSessions, toSessionPage } from '../session-listing.js';
import { listEntries, toTrailPage } from '../trail-listing.js';
import { CurrentAccessQueries } from './access-queries.js';
import { SCHEMA } from './slot.js';
import { builder, StatementCache } from './statements.js';
import { StreamQueries, findWorkspaces } from './stream-queries.js';

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
        const rows = access.rowsAt(numberOf(workspaceId), asOf);
        return toCurrentAccess(workspaceId, asOf, String(position()), rows);
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

  async requests(filter: RequestFilter): Promise<RequestPage> {
    return this.#file.read(({ statements, numberOf }) => {
      const { workspaceId } = filter;
      const workspace = workspaceId === undefined ? undefined : numberOf(workspaceId);
      if (workspaceId !== undefined && workspace === undefined) return { requests: [] };
      return toRequestPage(statements.all(listRequests(builder, filter, workspace)), filter);
    });
  }

  async sessions(filter: SessionFilter): Promise<SessionPage> {
    return this.#file.read(({ statements, numberOf }) => {
      const { workspaceId } = filter;
      const workspace = workspaceId === undefined ? undefined : numberOf(workspaceId);
      if (workspaceId !== undefined && workspace === undefined) return { sessions: [] };
      return toSessionPage(statements.all(listSessions(builder, filter, workspace)), filter);
    });
  }

  async ofTicket(ticketId: string, now: EpochMs): Promise<string[]> {
    return this.#file.read(({ statements }) =>
      statements.all(openOfTicket(builder, ticketId, now)).map(({ workspaceId }) => workspaceId),
    );
  }

  async ofEngineer(engineerId: string, now: EpochMs): Promise<OpenOfEngineer> {
    return this.#file.read(({ snapshot, statements }) =>
      snapshot(() => ({
        sessions: statements.all(sessionsOfEngineer(builder, engineerId, now)),
        requests: statements.all(requestsOfEngineer(builder, engineerId, now)),
      })),
    );
  }

  async closedByCommand(commandId: string): Promise<string[]> {
    return this.#file.read(({ statements }) =>
      statements.all(closingsByCommand(builder, commandId)).map(({ workspaceId }) => workspaceId),
    );
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

  async openDue(after: Position, limit: number): Promise<readonly OpenDue[]> {
    return this.#file.read(({ access }) => access.openDue(after, limit));
  }

  async endedDue(entries: readonly DueEntry[]): Promise<ReadonlySet<string>> {
    return this.#file.read(({ access, numberOf }) => {
      const ended = entries.filter((entry) => access.isEnded(numberOf(entry.workspaceId), entry));
      return new Set(ended.map(({ id }) => id));
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
