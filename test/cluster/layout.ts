import type { Role } from '#config';

/** The processes of a cluster by name, and what each of them mounts. */
export type Layout = ReadonlyMap<string, readonly Role[]>;

/** A process per role and number, as docker-compose.yml splits them: `api-1`, `api-2`, `commands-1`, … */
export const split = (counts: Readonly<Partial<Record<Role, number>>>): Layout =>
  new Map(
    (Object.entries(counts) as [Role, number][]).flatMap(([role, count]) =>
      Array.from({ length: count }, (_, n): [string, Role[]] => [`${role}-${n + 1}`, [role]]),
    ),
  );

/** Two of each: of the last three roles one is active and the other stands by. */
export const SPLIT: Layout = split({ api: 2, commands: 2, projections: 2, publisher: 2, expiry: 2 });

/** One that does everything. */
export const TOGETHER: Layout = new Map([
  ['service', ['api', 'commands', 'projections', 'publisher', 'expiry']],
]);
