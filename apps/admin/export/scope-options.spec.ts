import type { EventReader } from '#event-store';
import { FakeCli } from '../spec/fake-cli.js';
import { parseBound, scopeOf } from './scope-options.js';

/** None of these looks into the log. */
const reader = {} as EventReader;
const cli = new FakeCli();
const scope = (options: { from?: string; to?: string; workspace?: string; grant?: string }) =>
  scopeOf(
    {
      ...options,
      from: options.from === undefined ? undefined : parseBound(options.from),
      to: options.to === undefined ? undefined : parseBound(options.to),
    },
    reader,
    cli,
  );

it.each([
  [{}, { kind: 'log' }],
  [{ workspace: 'acme' }, { kind: 'workspace', workspaceId: 'acme' }],
  [
    { workspace: 'acme', grant: 'g1' },
    { kind: 'grant', workspaceId: 'acme', grantId: 'g1' },
  ],
  [{ from: '0' }, { kind: 'span', by: 'position' }],
  [{ from: '1' }, { kind: 'span', by: 'position', after: '0' }],
  [
    { from: '5', to: '9' },
    { kind: 'span', by: 'position', after: '4', until: '9' },
  ],
  [
    { from: '5', to: '5' },
    { kind: 'span', by: 'position', after: '4', until: '5' },
  ],
  [{ to: '9007199254740993' }, { kind: 'span', by: 'position', until: '9007199254740993' }],
  [{ from: '2026-11-22T10:00:00+01:00' }, { kind: 'span', by: 'time', from: '2026-11-22T09:00:00.000Z' }],
  [{ to: '2026-11-22T09:00:00Z' }, { kind: 'span', by: 'time', to: '2026-11-22T09:00:00.000Z' }],
  [
    { from: '2026-11-01T00:00Z', to: '2026-12-01T00:00Z' },
    { kind: 'span', by: 'time', from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' },
  ],
])('%j is %j', async (options, expected) => expect(await scope(options)).toEqual(expected));

it.each([
  [{ from: '5', to: '4' }, '--from is behind --to'],
  [{ from: '5', to: '2026-11-22T00:00:00Z' }, '--from and --to are both instants or both positions'],
  [{ from: '2026-11-22T00:00:00Z', to: '2026-11-22T00:00:00Z' }, '--from is not before --to'],
  [{ from: '5', workspace: 'acme' }, 'they do not go with --workspace and --grant'],
  [{ from: '2100-01-01T00:00:00Z' }, '--from: 2100-01-01T00:00:00.000Z is in the future'],
  [{ to: '2026-11-22T00:00:00Z', grant: 'g1' }, 'they do not go with --workspace and --grant'],
])('%j cannot be meant', (options, message) => expect(scope(options)).rejects.toThrow(message));

it.each([
  ['yesterday', 'It must be an instant with its zone'],
  ['2026-11-22', 'It must be an instant with its zone'],
  ['-5', 'It must be an instant with its zone'],
  ['1'.repeat(20), 'at most 19 digits'],
])('%s is no end of a span', (text, message) => expect(() => parseBound(text)).toThrow(message));
