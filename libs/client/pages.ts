/** The members of a paged list; each page is fetched when it is needed. */
export async function* membersOf<Cursor, Page extends { next?: Cursor }, Member>(
  read: (cursor: Cursor | undefined) => Promise<Page>,
  members: (page: Page) => readonly Member[],
): AsyncGenerator<Member, void, undefined> {
  let cursor: Cursor | undefined;
  do {
    const page = await read(cursor);
    yield* members(page);
    cursor = page.next;
  } while (cursor !== undefined);
}
