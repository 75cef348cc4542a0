import { setTimeout as sleep } from 'node:timers/promises';
import { toInstant } from '#domain';
import type { AccessAnswer } from '#read-models';
import type { AccessRequest } from './access-state.js';
import { RecentAnswers } from './recent-answers.js';

const T0 = Date.parse('2026-11-22T09:00:00.000Z');
const grant = { grantId: 'g', expiresAt: toInstant(T0 + 1_000), position: '7' };
const entry: AccessAnswer = { allowed: true, ...grant };
const inside: AccessAnswer = {
  ...entry,
  allowed: true,
  sessionId: 's',
  sessionExpiresAt: toInstant(T0 + 400),
};
const outside: AccessAnswer = { allowed: false, reason: 'NO_LIVE_SESSION', ...grant };
const over: AccessAnswer = { allowed: false, reason: 'ACCESS_EXPIRED', ...grant };

const asking = (action: AccessRequest['action'], engineerId = 'erin', workspaceId = 'acme') => ({
  workspaceId,
  engineerId,
  action,
});

let recent: RecentAnswers;
beforeEach(() => (recent = new RecentAnswers(true)));

it.each([
  ['login', entry, 1_000],
  ['access', inside, 400],
  ['access', outside, 1_000],
] as const)('%s: an answer ends with what it is about, to the millisecond', (action, answer, lastsMs) => {
  recent.add(asking(action), answer, T0);
  expect(recent.find(asking(action), T0)).toBe(answer);
  expect(recent.find(asking(action), T0 + lastsMs - 1)).toBe(answer);
  expect(recent.find(asking(action), T0 + lastsMs)).toBeUndefined();
});

it('that a grant is over has no end', () => {
  recent.add(asking('login'), over, T0 + 2_000);
  expect(recent.find(asking('login'), T0 + 90_000_000)).toBe(over);
});

it('a clock that was set back gets no answer of a later time', () => {
  recent.add(asking('login'), over, T0 + 2_000);
  expect(recent.find(asking('login'), T0 + 1_999)).toBeUndefined();
});

it('is for one question about one engineer, and of each the last answer counts', () => {
  recent.add(asking('login'), entry, T0);
  recent.add(asking('access', 'mel'), outside, T0);
  recent.add(asking('access'), outside, T0);
  recent.add(asking('access'), inside, T0);
  expect(recent.find(asking('login'), T0)).toBe(entry);
  expect(recent.find(asking('access', 'mel'), T0)).toBe(outside);
  expect(recent.find(asking('access'), T0)).toBe(inside);
  expect(recent.find(asking('login', 'mel'), T0)).toBeUndefined();
  expect(recent.find(asking('login', 'erin', 'globex'), T0)).toBeUndefined();
});

it('a write about the workspace ends all of its answers, and no other', () => {
  recent.add(asking('login'), entry, T0);
  recent.add(asking('access'), inside, T0);
  recent.add(asking('login', 'erin', 'globex'), entry, T0);
  recent.forget('acme');
  expect(recent.find(asking('login'), T0)).toBeUndefined();
  expect(recent.find(asking('access'), T0)).toBeUndefined();
  expect(recent.find(asking('login', 'erin', 'globex'), T0)).toBe(entry);
});

it('half a second is the longest that what another process wrote does not count', async () => {
  const ofSharedLog = new RecentAnswers(false);
  for (const answers of [recent, ofSharedLog]) answers.add(asking('login'), over, T0);
  expect(ofSharedLog.find(asking('login'), T0)).toBe(over);
  await sleep(510);
  expect(ofSharedLog.find(asking('login'), T0)).toBeUndefined();
  expect(recent.find(asking('login'), T0)).toBe(over);
});

it('five seconds is the longest that a write which failed here, and happened, does not count', async () => {
  recent.add(asking('login'), over, T0);
  await sleep(5_010);
  expect(recent.find(asking('login'), T0)).toBeUndefined();
});

it('is bounded, in workspaces and in engineers', () => {
  for (let n = 0; n <= 10_000; n++) recent.add(asking('login', 'erin', `w${n}`), over, T0);
  expect(recent.find(asking('login', 'erin', 'w0'), T0)).toBeUndefined();
  expect(recent.find(asking('login', 'erin', 'w10000'), T0)).toBe(over);
  for (let n = 0; n <= 32; n++) recent.add(asking('login', `e${n}`), over, T0);
  expect(recent.find(asking('login', 'e0'), T0)).toBeUndefined();
  expect(recent.find(asking('login', 'e32'), T0)).toBe(over);
});
