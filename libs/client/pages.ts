/** The members of a list that comes in pages, each page fetched when it is come to. */
export async function* membersOf<Page extends { next?: string }, Member>(
  read: (cursor: string | undefined) => Promise<Page>,
  members: (page: Page) => readonly Member[],
): AsyncGenerator<Member, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield* members(page);
    cursor = page.next;
  } while (cursor !== undefined);
}
