import type { AuditEntry } from '#client';

export type TrailPage = {
  entries: AuditEntry[];
  next?: string;
  damage?: { revision: number; what: string };
};
type Asked = { cursor?: string; minPosition?: string | undefined; signal?: AbortSignal };

/** Entries of one answer. */
export const PAGE = 50;

/** The entries that a page shows, and those that came since and wait until somebody wants to see them. */
export class HeldTrail {
  /** Newest first. */
  entries: readonly AuditEntry[] = [];
  /** What came since, newest first; there may be more behind it when `isGap`. */
  waiting: readonly AuditEntry[] = [];
  isGap = false;
  isRead = false;
  damage: TrailPage['damage'];
  private next: string | undefined;
  private newest: TrailPage = { entries: [] };

  constructor(private readonly ask: (asked: Asked) => Promise<TrailPage>) {}

  get hasOlder(): boolean {
    return this.next !== undefined;
  }

  /** Reads what is newest. Only a page that showed nothing yet shows it at once. */
  async refresh(minPosition: string | undefined, signal: AbortSignal): Promise<void> {
    const page = await this.ask({ minPosition, signal });
    const known = new Set(this.entries.map(({ id }) => id));
    this.newest = page;
    this.damage = page.damage;
    this.waiting = page.entries.filter(({ id }) => !known.has(id));
    this.isGap = known.size > 0 && this.waiting.length === page.entries.length && page.next !== undefined;
    if (known.size === 0) this.showWaiting();
    this.isRead = true;
  }

  /** Puts what waited on top. If it does not reach down to what is shown, it takes its place. */
  showWaiting(): void {
    if (this.isGap || this.entries.length === 0) {
      this.entries = this.newest.entries;
      this.next = this.newest.next;
    } else this.entries = [...this.waiting, ...this.entries];
    this.waiting = [];
    this.isGap = false;
  }

  /** @returns how many older entries there are now */
  async loadOlder(): Promise<number> {
    if (this.next === undefined) return 0;
    const cursor = this.next;
    const page = await this.ask({ cursor });
    // The trail was replaced meanwhile: these entries no longer follow what is shown.
    if (this.next !== cursor) return 0;
    this.next = page.next;
    this.entries = [...this.entries, ...page.entries];
    return page.entries.length;
  }
}
