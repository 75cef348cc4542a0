const MOST = 8;

/** The key of a person's list. Only ids are kept, in this browser alone. */
const keyOf = (userId: string): string => `support-access.opened.${userId}`;

/** Ids of the workspaces that somebody opened lately, the latest first. */
export function openedLately(userId: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(kept)
      ? kept.filter((id): id is string => typeof id === 'string').slice(0, MOST)
      : [];
  } catch {
    // Storage is closed to this page, or holds what somebody else wrote.
    return [];
  }
}

export function rememberOpened(userId: string, workspaceId: string): void {
  keep(userId, [workspaceId, ...openedLately(userId).filter((id) => id !== workspaceId)].slice(0, MOST));
}

export function forgetOpened(userId: string, workspaceId: string): void {
  keep(
    userId,
    openedLately(userId).filter((id) => id !== workspaceId),
  );
}

function keep(userId: string, ids: readonly string[]): void {
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify(ids));
  } catch {
    // The list is a convenience.
  }
}
