import { isId } from '../ids.js';

const DOTTED = [`.${'x'.repeat(127)}`, `..${'x'.repeat(126)}`, '.'.repeat(128)];

it.each(['a', 'acme', 'A-Z.0_9:@-', '...', '.a', 'a.', '..a', '-', ':', 'x'.repeat(128), ...DOTTED])(
  '%s is an id',
  (id) => expect(isId(id)).toBe(true),
);

// A client resolves `/v1/workspaces/../support-access` before it sends it: nobody could ask about such a workspace.
it.each([
  '.',
  '..',
  '',
  'x'.repeat(129),
  ...DOTTED.map((id) => `${id}.`),
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
