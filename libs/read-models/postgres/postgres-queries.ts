import type { EpochMs } from '#domain';
import type { Position } from '#event-store';
import type { CompiledQuery } from 'kysely';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import type { Bookmark } from '#derived';
import { PositionWait } from '#derived';
import type { Statement } from '#derived/postgres';
import { PostgresDatabase, readBookmark, SchemaReader } from '#derived/postgres';
import type { FoldedStreamEnd } from '#evidence';
import type { CurrentAccess, GrantFilter, GrantPage } from '../access.js';
import type { ExtensionRow, GrantRow, SessionRow } from '../access-rows.js';
import { toCurrentAccess } from '../access-rows.js';
import type { RequestFilter, RequestPage } from '../access-requests.js';
import type { DueEntry, OpenDue, OpenDueRow } from '../due-entries.js';
import { toOpenDue } from '../due-entries.js';
import type { OpenOfEngineer, SessionFilter, SessionPage } from '../support-sessions.js';
import type { AuditTrailFilter, AuditTrailPage } from '../audit-entry.js';
import type { QueryBuilder, WorkspaceNumber } from '../dynamic-queries.js';
import { listGrants, toGrantPage } from '../grant-listing.js';
import type { DamageRow, EndRow, WorkspaceDamage } from '../known-stream.js';
import { endsQuery, recentSinceQuery, toDamage, toStreamEnd } from '../known-stream.js';
import { closingsByCommand, openOfTicket, requestsOfEngineer, sessionsOfEngineer } from '../lookups.js';
import { listRequests, toRequestPage } from '../request-listing.js';
import type { RequestRow } from '../request-rows.js';
import { listSessions, toSessionPage } from '../session-listing.js';
import type { ReadModelQueries } from '../read-models.js';
import { listEntries, toTrailPage } from '../trail-listing.js';
import { CURRENT_ACCESS, DAMAGE_OF, DAMAGES, ENDED_DUE, OPEN_DUE, POSITION } from './access-queries.js';
import type { Views } from '../tables.js';
import { MODELS, SCHEMA } from './slot.js';

/** Compiles queries whose filters vary. */
export const builder: QueryBuilder = new Kysely<Views>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
}).withSchema(MODELS);

/** Looked up within the query: a number is good for one state of the tables. */
export const numberOf = (workspaceId: string): WorkspaceNumber =>
  sql<number>`(SELECT workspace FROM ${sql.raw(MODELS)}.numbers WHERE workspace_id = ${workspaceId})`;

/** The grant's other columns are null, too, if it is. */
type CurrentRow = Omit<GrantRow, 'grantId'> & {
  position: string;
  grantId: string | null;
  extension: ExtensionRow | null;
  sessions: SessionRow[] | null;
  requests: RequestRow[] | null;
};

/** Asks the tables that a projector writes, here or in another process. */
export class PostgresReadModelQueries implements ReadModelQueries {
  readonly #database: PostgresDatabase;
  readonly #tables: SchemaReader;
  readonly #wait: PositionWait;

  constructor(url: string) {
    this.#database = new PostgresDatabase(url);
    this.#tables = new SchemaReader(this.#database, SCHEMA);
    this.#wait = new PositionWait(() => this.position());
  }

  async currentAccess(workspaceId: string, asOf: EpochMs): Promise<CurrentAccess> {
    const row = await this.#one<CurrentRow>(CURRENT_ACCESS, [workspaceId, asOf]);
    const { position, extension, sessions, requests, grantId, ...grant } = row;
    return toCurrentAccess(workspaceId, asOf, position, {
      grant: grantId === null ? undefined : { grantId, ...grant },
      extension: extension ?? undefined,
      sessions: sessions ?? [],
      requests: requests ?? [],
    });
  }

  async grants(filter: GrantFilter): Promise<GrantPage> {
    const { workspaceId } = filter;
    const workspace = workspaceId === undefined ? undefined : numberOf(workspaceId);
    return toGrantPage(await this.#all(listGrants(builder, filter, workspace)), filter);
  }

  async requests(filter: RequestFilter): Promise<RequestPage> {
    const { workspaceId } = filter;
    const workspace = workspaceId === undefined ? undefined : numberOf(workspaceId);
    return toRequestPage(await this.#all(listRequests(builder, filter, workspace)), filter);
  }

  async sessions(filter: SessionFilter): Promise<SessionPage> {
    const { workspaceId } = filter;
    const workspace = workspaceId === undefined ? undefined : numberOf(workspaceId);
    return toSessionPage(await this.#all(listSessions(builder, filter, workspace)), filter);
  }

  async ofTicket(ticketId: string, now: EpochMs): Promise<string[]> {
    const rows = await this.#all(openOfTicket(builder, ticketId, now));
    return rows.map(({ workspaceId }) => workspaceId);
  }

  async ofEngineer(engineerId: string, now: EpochMs): Promise<OpenOfEngineer> {
    const [sessions, requests] = await Promise.all([
      this.#all(sessionsOfEngineer(builder, engineerId, now)),
      this.#all(requestsOfEngineer(builder, engineerId, now)),
    ]);
    return { sessions, requests };
  }

  async closedByCommand(commandId: string): Promise<string[]> {
    const rows = await this.#all(closingsByCommand(builder, commandId));
    return rows.map(({ workspaceId }) => workspaceId);
  }

  async auditTrail(filter: AuditTrailFilter): Promise<AuditTrailPage> {
    const { workspaceId } = filter;
    const rows = await this.#all(listEntries(builder, filter, numberOf(workspaceId)));
    const [damage] = await this.#tables.ask<DamageRow>({ ...DAMAGE_OF, values: [workspaceId] });
    return toTrailPage(rows, filter, damage && toDamage(damage));
  }

  async damages(limit: number): Promise<readonly WorkspaceDamage[]> {
    return (await this.#tables.ask<DamageRow>({ ...DAMAGES, values: [limit] })).map(toDamage);
  }

  async streamEnds(since: EpochMs, afterWorkspace: number): Promise<readonly FoldedStreamEnd[]> {
    const text = endsQuery('$1', '$2', `${MODELS}.`);
    return (await this.#tables.ask<EndRow>({ text, values: [since, afterWorkspace] })).map(toStreamEnd);
  }

  async recentSince(): Promise<EpochMs> {
    const { since } = await this.#one<{ since: EpochMs | null }>(
      { text: recentSinceQuery(`${MODELS}.`) },
      [],
    );
    return since ?? 0;
  }

  async openDue(after: Position, limit: number): Promise<readonly OpenDue[]> {
    const rows = await this.#tables.ask<OpenDueRow>({ ...OPEN_DUE, values: [after, limit] });
    return rows.map(toOpenDue);
  }

  async endedDue(entries: readonly DueEntry[]): Promise<ReadonlySet<string>> {
    const given = entries.map(({ kind, id, workspaceId, dueAt }) => ({ kind, id, workspaceId, dueAt }));
    const rows = await this.#tables.ask<{ id: string }>({ ...ENDED_DUE, values: [JSON.stringify(given)] });
    return new Set(rows.map(({ id }) => id));
  }

  async position(): Promise<Position> {
    const { position } = await this.#one<{ position: string }>(POSITION, []);
    return BigInt(position);
  }

  bookmark(): Promise<Bookmark> {
    return readBookmark(this.#tables, `${MODELS}.progress`);
  }

  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    return this.#wait.for(position, timeoutMs);
  }

  async close(): Promise<void> {
    this.#wait.stop();
    await this.#database.close();
  }

  async #one<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row> {
    const [row] = await this.#tables.ask<Row>({ ...statement, values });
    return row!;
  }

  #all<Row extends object>({ sql: text, parameters }: CompiledQuery<Row>): Promise<Row[]> {
    return this.#tables.ask<Row>({ text, values: parameters });
  }
}
