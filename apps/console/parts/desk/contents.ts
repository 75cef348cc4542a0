import type { ListedGrant, ListedRequest, ListedSession } from '#client';
import type { Service } from '../service.js';
import { isId } from '../id.js';

/** What the desk shows. */
export type DeskContents = {
  /** Of an engineer: those that wait and the latest answers. Of others: all that wait. */
  requests: readonly ListedRequest[];
  grants: readonly ListedGrant[];
  /** There are more grants than were read. */
  isCut: boolean;
  sessions: readonly ListedSession[];
};

export type DeskQuestion = {
  /** An engineer's own requests and sessions; all of them when absent. */
  engineer: string | undefined;
  /** A workspace's or a ticket's id, or a part of one. */
  search: string;
  minPosition: string | undefined;
  signal: AbortSignal;
};

/** Rows of a list at most. */
export const LIMIT = 100;
const LOOKED_UP = 10;

/** @throws what the service answered */
export async function readDesk(service: Service, question: DeskQuestion): Promise<DeskContents> {
  const { engineer, search, minPosition, signal } = question;
  const asked = { minPosition, signal };
  const grantsOf = (filter: { workspaceId?: string; ticketId?: string }): Promise<GrantPage> =>
    service.get('/v1/grants', { ...asked, query: { status: 'active', limit: LIMIT, ...filter } });
  const mine = engineer === undefined ? { status: 'pending' } : { requestedBy: engineer };
  const [{ requests }, { sessions }, page] = await Promise.all([
    service.get<{ requests: ListedRequest[] }>('/v1/access-requests', {
      ...asked,
      query: { limit: LIMIT, ...mine },
    }),
    service.get<{ sessions: ListedSession[] }>('/v1/support-sessions', {
      ...asked,
      query: { limit: LIMIT, live: true, engineer },
    }),
    grantsOf({}),
  ]);
  const isCut = page.next !== undefined;
  // Of what was not read the API finds exact ids only.
  const found =
    isCut && isId(search)
      ? await Promise.all([grantsOf({ workspaceId: search }), grantsOf({ ticketId: search })])
      : [];
  const grants = new Map([page, ...found].flatMap((each) => each.grants).map((one) => [one.grantId, one]));
  return { requests, sessions, grants: [...grants.values()], isCut };
}

type GrantPage = { grants: ListedGrant[]; next?: string };
type Reading = Pick<DeskQuestion, 'minPosition' | 'signal'>;

/** What became of sessions that are not live any more; those of which nothing is known are left out. */
export async function endedSessions(
  service: Service,
  gone: readonly ListedSession[],
  { engineer, ...asked }: Reading & Pick<DeskQuestion, 'engineer'>,
): Promise<ListedSession[]> {
  if (gone.length === 0) return [];
  const { sessions } = await service.get<{ sessions: ListedSession[] }>('/v1/support-sessions', {
    ...asked,
    query: { live: false, engineer, limit: LIMIT },
  });
  return sessions.filter(({ sessionId }) => gone.some((one) => one.sessionId === sessionId));
}

/** The same of grants; of the first ten, because each is a call. */
export async function endedGrants(
  service: Service,
  gone: readonly ListedGrant[],
  asked: Reading,
): Promise<ListedGrant[]> {
  const pages = await Promise.all(
    gone
      .slice(0, LOOKED_UP)
      .map(({ workspaceId }) =>
        service.get<GrantPage>('/v1/grants', { ...asked, query: { workspaceId, limit: 5 } }),
      ),
  );
  return pages
    .flatMap(({ grants }) => grants)
    .filter(({ grantId, status }) => status !== 'active' && gone.some((one) => one.grantId === grantId));
}
