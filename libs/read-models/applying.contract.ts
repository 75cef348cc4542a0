import type { SupportAccessEvent } from '#domain';
import { MINUTE_MS as MINUTE, toInstant } from '#domain';
import type { RecordedEvent } from '#event-store';
import { ReadModelUnavailableError } from '#derived';
import { UnknownEventTypeError } from './errors.js';
import type { ReadModelsFixture } from './fixture.contract.js';
import { grantAt, loginAt, revokeAt, T0 } from './histories.contract.js';

export function describeApplying(given: ReadModelsFixture): void {
  it('stops at an event of a type it does not know, and keeps nothing of that batch', async () => {
    await given.catchUp();
    const before = await given.models.stateHash();
    grantAt(T0, given.log);
    const strange = { type: 'SupportAccessPaused', data: { workspaceId: 'acme', at: toInstant(T0) } };
    given.log.append(strange as unknown as SupportAccessEvent, 2, 'c');
    await expect(given.catchUp()).rejects.toThrow(UnknownEventTypeError);
    expect(await given.models.stateHash()).toBe(before);
    expect(await given.queries.position()).toBe(7n);
  });

  it('forgets the whole batch when it breaks off in the middle, and takes it whole the next time', async () => {
    for (let i = 0; i < 5; i++) loginAt(T0, given.log);
    const torn = [...given.log.events];
    torn[3] = tornEvent(torn[3]!);
    await expect(given.models.apply(torn, 42n)).rejects.toThrow('power cut');
    expect(await given.models.bookmark()).toEqual({ position: 0n });
    await given.catchUp();
    expect((await given.queries.auditTrail({ workspaceId: 'acme', asAuditor: true })).entries).toHaveLength(
      6,
    );
  });

  it('remembers its place and its rows over a restart', async () => {
    grantAt(T0, given.log);
    await given.catchUp();
    const before = await given.models.stateHash();
    await given.models.close();
    given.models = await given.place.open();
    expect(await given.models.bookmark()).toEqual({
      position: 14n,
      event: { stream: 'supportAccess-acme', revision: 1, id: 'event-2' },
    });
    expect(await given.queries.bookmark()).toEqual(await given.models.bookmark());
    expect(await given.models.stateHash()).toBe(before);
  });

  it('is empty after a reset', async () => {
    await given.catchUp();
    await given.models.reset();
    expect(await given.models.bookmark()).toEqual({ position: 0n });
    expect(await given.queries.auditTrail({ workspaceId: 'acme', asAuditor: true })).toEqual({ entries: [] });
    await given.catchUp();
    expect((await given.queries.auditTrail({ workspaceId: 'acme', asAuditor: true })).entries).not.toEqual(
      [],
    );
  });

  it('waits for a position that is reached, and no longer than asked for one that is not', async () => {
    const waiting = given.queries.waitFor(7n, 5_000);
    await given.catchUp();
    expect(await waiting).toBe(true);
    // Nothing comes: without its limit it would wait for ever.
    expect(await given.queries.waitFor(8n, 50)).toBe(false);
  });

  it('answers from the old rows while others are built beside them, then from the new, all at once', async () => {
    grantAt(T0, given.log);
    await given.catchUp();
    const before = await given.models.stateHash();
    const beside = await given.models.rebuild();
    await beside.apply(given.log.events.slice(0, 1), 7n);
    expect(await given.queries.currentAccess('acme', T0)).toMatchObject({ status: 'active', position: '14' });
    await beside.abandon();
    expect(await given.models.stateHash()).toBe(before);

    const again = await given.models.rebuild();
    await again.apply(given.log.events, 14n);
    await again.swap();
    expect(await given.queries.currentAccess('acme', T0)).toMatchObject({ status: 'active', position: '14' });
    expect(await given.models.stateHash()).toBe(before);
    revokeAt(T0 + MINUTE, given.log);
    await given.catchUp();
    expect(await given.queries.currentAccess('acme', T0 + MINUTE)).toMatchObject({
      status: 'none',
      position: '21',
    });
  });

  it('goes on with what a rebuild has written when a stretch of it breaks off, and knows no more than that', async () => {
    for (let i = 1; i < 6; i++) {
      grantAt(T0 + i * MINUTE, given.log);
      loginAt(T0 + i * MINUTE, given.log);
      revokeAt(T0 + i * MINUTE, given.log);
    }
    await given.catchUp();
    const followed = await given.models.stateHash();
    const { events } = given.log;
    const beside = await given.models.rebuild();
    await beside.apply(events.slice(0, 4), events[3]!.position);
    const torn = [...events.slice(4, 8), tornEvent(events[8]!)];
    await expect(beside.apply(torn, events[8]!.position).then(() => beside.written())).rejects.toThrow(
      'power cut',
    );
    expect(await beside.reached()).toBe(events[3]!.position);
    // The streams' ends that the torn stretch came to are forgotten: these events are no repetition.
    await beside.apply(events.slice(4), await given.log.head());
    await beside.swap();
    expect(await given.models.stateHash()).toBe(followed);
    expect(await given.queries.damages(1)).toEqual([]);
  });

  it('begins a rebuild anew after one that a crash cut short', async () => {
    grantAt(T0, given.log);
    for (let i = 0; i < 5; i++) loginAt(T0, given.log);
    await given.catchUp();
    const followed = await given.models.stateHash();
    const { events } = given.log;
    const cutShort = await given.models.rebuild();
    await cutShort.apply(events.slice(0, 3), events[2]!.position);
    await cutShort.written();
    await given.models.close();
    given.models = await given.place.open();
    expect(await given.models.stateHash()).toBe(followed);
    const again = await given.models.rebuild();
    expect(await again.reached()).toBe(0n);
    await again.apply(events, await given.log.head());
    await again.swap();
    expect(await given.models.stateHash()).toBe(followed);
  });

  it('refuses questions after it is closed', async () => {
    const closed = await given.place.openQueries();
    await closed.close();
    await closed.close();
    await expect(closed.position()).rejects.toThrow(ReadModelUnavailableError);
  });
}

/** An event that cannot be folded, by no fault of its own. */
const tornEvent = (event: RecordedEvent): RecordedEvent =>
  Object.create(event, {
    event: {
      get: () => {
        throw new Error('power cut');
      },
    },
  }) as RecordedEvent;
