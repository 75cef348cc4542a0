import { describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '#client';
import { HeldTrail } from './held-trail.js';

const PAGE = 3;
const { signal } = new AbortController();

/** A trail at the service that grows; entries are known by their number. */
class Service {
  size = 0;

  readonly ask = async ({ cursor }: { cursor?: string }) => {
    const end = cursor === undefined ? this.size : Number(cursor);
    const numbers = Array.from({ length: end }, (_, i) => end - i).slice(0, PAGE);
    const next = end - numbers.length;
    return {
      entries: numbers.map((number) => ({ id: String(number) }) as AuditEntry),
      ...(next > 0 && { next: String(next) }),
    };
  };
}

const ids = (entries: readonly AuditEntry[]): string => entries.map(({ id }) => id).join(' ');

async function opened(size: number): Promise<{ service: Service; trail: HeldTrail }> {
  const service = new Service();
  service.size = size;
  const trail = new HeldTrail(service.ask);
  await trail.refresh(undefined, signal);
  return { service, trail };
}

describe('a trail that is shown', () => {
  it('begins with what is newest, and goes on with what is older', async () => {
    const { trail } = await opened(5);
    expect(ids(trail.entries)).toBe('5 4 3');
    expect(await trail.loadOlder()).toBe(2);
    expect(ids(trail.entries)).toBe('5 4 3 2 1');
    expect(trail.hasOlder).toBe(false);
    expect(await trail.loadOlder()).toBe(0);
  });

  it('lets new entries wait until they are wanted', async () => {
    const { service, trail } = await opened(5);
    service.size = 7;
    await trail.refresh(undefined, signal);
    await trail.refresh(undefined, signal);
    expect([ids(trail.waiting), ids(trail.entries), trail.isGap]).toEqual(['7 6', '5 4 3', false]);
    trail.showWaiting();
    expect([ids(trail.waiting), ids(trail.entries)]).toEqual(['', '7 6 5 4 3']);
    await trail.loadOlder();
    expect(ids(trail.entries)).toBe('7 6 5 4 3 2 1');
  });

  it('shows the first entries of an empty trail at once', async () => {
    const { service, trail } = await opened(0);
    service.size = 2;
    await trail.refresh(undefined, signal);
    expect([ids(trail.entries), trail.waiting.length]).toEqual(['2 1', 0]);
  });

  it('begins anew when more came than one answer holds, so that none is missing in between', async () => {
    const { service, trail } = await opened(2);
    service.size = 9;
    await trail.refresh(undefined, signal);
    expect(trail.isGap).toBe(true);
    trail.showWaiting();
    expect(ids(trail.entries)).toBe('9 8 7');
    await trail.loadOlder();
    expect(ids(trail.entries)).toBe('9 8 7 6 5 4');
  });

  it('drops an older page that comes after it began anew', async () => {
    const { service, trail } = await opened(5);
    service.size = 20;
    await trail.refresh(undefined, signal);
    const older = trail.loadOlder();
    trail.showWaiting();
    expect(await older).toBe(0);
    expect(ids(trail.entries)).toBe('20 19 18');
  });
});
