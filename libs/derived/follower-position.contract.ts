import { ReadModelUnavailableError } from './errors.js';
import { openFollowerPosition, readFollowerPosition } from './open-follower-position.js';

export type FollowerPositionPlace = {
  url: string;
  /** Runs SQL where the positions are. */
  run(sql: string): Promise<void>;
  remove(): Promise<void>;
};

const FAR = 2n ** 60n + 1n;
const event = { stream: 'supportAccess-acme', revision: 3, id: 'event-3' };

/** What every keeper of followers' places promises. */
export function followerPositionContract(newPlace: () => Promise<FollowerPositionPlace>): void {
  let place: FollowerPositionPlace;
  beforeEach(async () => void (place = await newPlace()));
  afterEach(() => place.remove());

  it('keeps places by name, however far, with the event that is there', async () => {
    await expect(readFollowerPosition(place.url, 'publisher')).rejects.toThrow(ReadModelUnavailableError);
    const publisher = await openFollowerPosition(place.url, 'publisher');
    expect(await publisher.load()).toEqual({ position: 0n });
    await publisher.save({ position: 5n, event: { ...event, id: 'event-2' } });
    await publisher.save({ position: FAR, event });
    expect(await readFollowerPosition(place.url, 'publisher')).toBe(FAR);
    expect(await readFollowerPosition(place.url, 'other')).toBe(0n);
    await publisher.close();
    const again = await openFollowerPosition(place.url, 'publisher');
    const other = await openFollowerPosition(place.url, 'other');
    expect([await again.load(), await other.load()]).toEqual([{ position: FAR, event }, { position: 0n }]);
    await again.save({ position: 0n });
    expect(await again.load()).toEqual({ position: 0n });
    await again.close();
    await other.close();
  });

  it('goes on from the position alone that another release has saved', async () => {
    const before = await openFollowerPosition(place.url, 'publisher');
    await before.save({ position: 5n, event });
    await place.run('UPDATE followers SET position = 7');
    expect(await before.load()).toEqual({ position: 7n });
    await before.close();
    await place.run('DROP TABLE last_events');
    const after = await openFollowerPosition(place.url, 'publisher');
    expect(await after.load()).toEqual({ position: 7n });
    await after.save({ position: 9n, event });
    expect(await after.load()).toEqual({ position: 9n, event });
    await after.close();
  });
}
