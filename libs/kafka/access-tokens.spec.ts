import { AccessTokens } from './access-tokens.js';
import { NO_TOKEN } from './errors.js';
import { silentLog } from './log.js';

/** Tokens `t1`, `t2`, … of ten minutes, from a provider that can be away, at a time that is told. */
function scene({ lifeMs = 600_000 } = {}) {
  const lines: string[] = [];
  const provider = { isAway: false, asked: 0 };
  let nowMs = 0;
  const fetch = async () => {
    provider.asked += 1;
    await Promise.resolve();
    if (provider.isAway) throw new Error('https://id.example/token cannot be reached (ECONNREFUSED)');
    return { value: `t${provider.asked}`, lifeMs };
  };
  const say = (_fields: object, line: string): void => void lines.push(line);
  const tokens = new AccessTokens(fetch, { ...silentLog, warn: say, info: say }, () => nowMs);
  const at = (ms: number): Promise<string> => {
    nowMs = ms;
    return tokens.take();
  };
  return { provider, lines, tokens, at };
}

it('a token is fetched once for everybody, and again a minute before it expires', async () => {
  const { provider, at, lines } = scene();
  expect(await Promise.all([at(0), at(0), at(0)])).toEqual(['t1', 't1', 't1']);
  expect(await at(539_999)).toBe('t1');
  expect(await at(540_000)).toBe('t2');
  expect(provider.asked).toBe(2);
  expect(lines).toEqual([]);
});

it('a short one is renewed at half its life', async () => {
  const { at } = scene({ lifeMs: 40_000 });
  await at(0);
  expect(await at(19_999)).toBe('t1');
  expect(await at(20_000)).toBe('t2');
});

it('one that is over when it comes is none', async () => {
  const { at } = scene({ lifeMs: 0 });
  await expect(at(0)).rejects.toThrow('what the provider gave is expired already');
});

it('while the provider is away the old token is used until shortly before it expires, and no longer', async () => {
  const { provider, tokens, at } = scene();
  await at(0);
  provider.isAway = true;
  expect(await at(540_000)).toBe('t1');
  expect(tokens.trouble).toContain('ECONNREFUSED');
  expect(await at(589_999)).toBe('t1');
  await expect(at(590_000)).rejects.toThrow(NO_TOKEN);
  provider.isAway = false;
  expect(await at(700_000)).toMatch(/^t\d$/);
  expect(tokens.trouble).toBeUndefined();
});

it('an outage is asked about less and less, at least every 10 s, and is two lines', async () => {
  const { provider, lines, at } = scene();
  provider.isAway = true;
  for (let ms = 0; ms < 60_000; ms += 100) await expect(at(ms)).rejects.toThrow('(ECONNREFUSED)');
  expect(provider.asked).toBeGreaterThan(6);
  expect(provider.asked).toBeLessThan(14);
  provider.isAway = false;
  await at(71_000);
  expect(lines).toEqual([
    `${NO_TOKEN}: https://id.example/token cannot be reached (ECONNREFUSED); trying again`,
    'access tokens for Kafka can be had again, after 71 s',
  ]);
});

it('a token that was refused is not shown again', async () => {
  const { tokens, at } = scene();
  await at(0);
  tokens.discard('t1');
  expect(await at(0)).toBe('t2');
  tokens.discard('t1');
  expect(await at(0)).toBe('t2');
});
