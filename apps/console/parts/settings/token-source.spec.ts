import { TokenSource } from './token-source.js';

const jwt = (claims: object): string => `h.${btoa(JSON.stringify(claims))}.s`;

it('asks once, and again for a token that was refused, once for all who were refused', async () => {
  let asked = 0;
  const { token } = new TokenSource(async () => `token-${++asked}`);
  expect(await Promise.all([token(), token()])).toEqual(['token-1', 'token-1']);
  expect(await Promise.all([token('token-1'), token('token-1'), token('token-0')])).toEqual([
    'token-2',
    'token-2',
    'token-1',
  ]);
  expect(await token('token-1')).toBe('token-2');
});

it('asks anew after a failure', async () => {
  let fails = true;
  const { token } = new TokenSource(async () => {
    if (fails) throw new RangeError('away');
    return 'token';
  });
  await expect(token()).rejects.toThrow(RangeError);
  fails = false;
  expect(await token()).toBe('token');
});

it('says who a token is of, unless somebody acts for them', async () => {
  const of = (token: string) => new TokenSource(async () => token).subject();
  expect(await of(jwt({ sub: 'olivia' }))).toBe('olivia');
  expect(await of(jwt({ sub: 'olivia', act: { sub: 'erin' } }))).toBeUndefined();
  expect(await of('opaque')).toBeUndefined();
});
