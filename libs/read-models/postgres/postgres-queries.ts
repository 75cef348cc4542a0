import type { EpochMs } from '#domain';
import { isOpen } from '#domain';
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
import type { GrantRow, SessionRow } from '../access-rows.js';
import { toCurrentAccess } from '../access-rows.js';
import type { RequestFilter, RequestPage } from '../access-requests.js';
import type { DueEntry, OpenDue } from '../due-entries.js';
import type { OpenOfEngineer, SessionFilter, SessionPage } from '../support-sessions.js';
import type { AuditTrailFilter, AuditTrailPage } from '../audit-entry.js';
import type { QueryBuilder, Views, WorkspaceNumber } from '../dynamic-queries.js';
import { listGrants, toGrantPage } from '../grant-listing.js';
import type { DamageRow, EndRow, WorkspaceDamage } from '../known-stream.js';
import { endsQuery, recentSinceQuery, toDamage, toStreamEnd } from '../known-stream.js';
import type { GrantKey, OpenGrant, OpenGrantRow } from '../unended-grants.js';
import { toOpenGrant } from '../unended-grants.js';
import type { ReadModelQueries } from '../read-models.js';
import { listEntries, toTrailPage } from '../trail-listing.js';
import { CURRENT_ACCESS, DAMAGE_OF, DAMAGES, ENDED_GRANTS, OPEN_GRANTS, POSITION } from './access-queries.js';
import { MODELS } from './projection.js';
import { SCHEMA } from './slot.js';

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

type CurrentRow = { position: string; sessions: SessionRow[] | null; grantId: string | null } & Omit<
  GrantRow,
  'grantId'
>;

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
    const { position, sessions, grantId, ...grant } = row;
    const active =
      grantId !== null && isOpen(grant, asOf)
        ? { grant: { grantId, ...grant }, sessions: sessions ?? [] }
        : undefined;
    return toCurrentAccess(workspaceId, asOf, position, active);
  }

  async grants(filter: GrantFilter): Promise<GrantPage> {
    const { workspaceId } = filter;
    const workspace = workspaceId === undefined ? undefined : numberOf(workspaceId);
    return toGrantPage(await this.#all(listGrants(builder, filter, workspace)), filter);
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

  async openGrants(after: Position, limit: number): Promise<readonly OpenGrant[]> {
    const rows = await this.#tables.ask<OpenGrantRow>({ ...OPEN_GRANTS, values: [after, limit] });
    return rows.map(toOpenGrant);
  }

  async endedGrants(grants: readonly GrantKey[]): Promise<ReadonlySet<string>> {
    const keys = grants.map(({ workspaceId, grantId }) => ({ workspaceId, grantId }));
    const rows = await this.#tables.ask<GrantKey>({ ...ENDED_GRANTS, values: [JSON.stringify(keys)] });
    return new Set(rows.map(({ grantId }) => grantId));
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
