import { isId } from '../ids.js';

it.each(['a', 'acme', 'A-Z.0_9:@-', '...', '.a', 'a.', '..a', '-', ':', 'x'.repeat(128)])(
  '%s is an id',
  (id) => expect(isId(id)).toBe(true),
);

// A client resolves `/v1/workspaces/../support-access` before it sends it: nobody could ask about such a workspace.
it.each([
  '.',
  '..',
  '',
  'x'.repeat(129),
  'a b',
  'a/b',
  'ä',
  'a\n',
  '~a',
  '+',
  7,
  null,
  undefined,
  ['a'],
  { id: 'a' },
])('%j is no id', (id) => expect(isId(id)).toBe(false));
