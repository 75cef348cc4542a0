import type { ListedRequest } from '#client';

const DAY_MS = 86_400_000;

/** Whether a row's workspace or ticket has the text in it, whatever the case of its letters. */
export const matches = (row: { workspaceId: string; ticketId?: string }, search: string): boolean =>
  [row.workspaceId, row.ticketId].some((id) => id?.toLowerCase().includes(search.trim().toLowerCase()));

/** Requests that wait, the oldest first; then those that were over within a day, the newest first. */
export function recentRequests(requests: readonly ListedRequest[], now: number): ListedRequest[] {
  const waiting = requests.filter(({ status }) => status === 'pending');
  const over = requests.filter(
    ({ status, endedAt }) =>
      status !== 'pending' && endedAt !== undefined && Date.parse(endedAt) > now - DAY_MS,
  );
  return [
    ...waiting.sort((a, b) => a.at.localeCompare(b.at)),
    ...over.sort((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? '')),
  ];
}

/** Rows of before that are not there any more. */
export const missing = <Row>(
  before: readonly Row[],
  now: readonly Row[],
  idOf: (row: Row) => string,
): Row[] => {
  const ids = new Set(now.map(idOf));
  return before.filter((row) => !ids.has(idOf(row)));
};

/** How much longer, of the given minutes, a grant can become: none past its latest end. */
export const extensionsOf = (
  grant: { expiresAt: string; latestExpiresAt?: string },
  minutes: readonly number[],
): number[] => {
  const { expiresAt, latestExpiresAt } = grant;
  if (latestExpiresAt === undefined) return [...minutes];
  return minutes.filter((each) => Date.parse(expiresAt) + each * 60_000 <= Date.parse(latestExpiresAt));
};
