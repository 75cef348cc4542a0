import { DURATIONS } from '../durations.js';
import { choicesWith, endsSoon, extensionsOf, isToldStill, ordinal } from './terms.js';

const AT = '2026-12-01T12:00:00.000Z';
const after = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();

describe('choices', () => {
  it('are the usual ones where the asked one is among them', () => {
    expect(choicesWith(1_440)).toEqual(DURATIONS);
  });

  it('have the asked one at its place where it is another', () => {
    expect(choicesWith(90)).toEqual([60, 90, 1_440, 4_320, 10_080]);
  });

  it('of an extension fit before its end, and the last is the most', () => {
    expect(extensionsOf({ expiresAt: after(1_440), latestExpiresAt: after(10_080) })).toEqual([
      60, 1_440, 4_320, 8_640,
    ]);
    expect(extensionsOf({ expiresAt: after(50), latestExpiresAt: after(10_080) }, 120)).toEqual([
      60, 120, 1_440, 4_320,
    ]);
    expect(extensionsOf({ expiresAt: after(10_050), latestExpiresAt: after(10_080) }, 120)).toEqual([30]);
    expect(extensionsOf({ expiresAt: after(10_050), latestExpiresAt: after(10_080) })).toEqual([30]);
    expect(extensionsOf({ expiresAt: after(10_080), latestExpiresAt: after(10_080) })).toEqual([]);
  });
});

describe('the end of a grant', () => {
  it('is soon in the last tenth of a long one, and in the last hour of a short one', () => {
    const week = { grantedAt: AT, expiresAt: after(10_080) };
    expect(endsSoon(week, Date.parse(after(10_080 - 1_008)))).toBe(false);
    expect(endsSoon(week, Date.parse(after(10_080 - 1_007)))).toBe(true);
    const hours = { grantedAt: AT, expiresAt: after(120) };
    expect(endsSoon(hours, Date.parse(after(60)))).toBe(false);
    expect(endsSoon(hours, Date.parse(after(61)))).toBe(true);
  });

  it('is told for a day', () => {
    expect(isToldStill(AT, Date.parse(after(1_439)))).toBe(true);
    expect(isToldStill(AT, Date.parse(after(1_440)))).toBe(false);
  });
});

it('counts as people do', () => {
  expect([2, 3, 4, 11, 21].map((n) => ordinal(n, 'en'))).toEqual(['2nd', '3rd', '4th', '11th', '21st']);
  expect(ordinal(3, 'de')).toBe('3.');
});
