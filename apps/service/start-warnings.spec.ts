import { parseConfig } from '#config';
import { openFileLimit, startWarnings } from './start-warnings.js';

const warningsOf = (variables: Record<string, string>, limit?: number): string[] =>
  startWarnings(parseConfig(variables), limit);

it('says nothing of the defaults', () => {
  expect(warningsOf({}, 20_000)).toEqual([]);
  expect(warningsOf({ TRUST_PROXY: '1' }, undefined)).toEqual([]);
});

it('names TRUST_PROXY=true, which lets clients choose their address', () =>
  expect(warningsOf({ TRUST_PROXY: 'true' })).toEqual([
    expect.stringMatching(/^TRUST_PROXY=true believes .* number of proxies/),
  ]));

it('names a limit of open files that is too low for the connections, and what is needed', () => {
  expect(warningsOf({ MAX_CONNECTIONS: '1000' }, 1_256)).toEqual([]);
  expect(warningsOf({ MAX_CONNECTIONS: '1000' }, 1_255)).toEqual([
    expect.stringMatching(/^this process may open 1255 files .* needs 1256: /),
  ]);
});

it('reads the limit of this process', () => {
  expect(openFileLimit() !== undefined).toBe(process.platform === 'linux');
});
