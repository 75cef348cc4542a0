import { negotiate } from './negotiate.js';
import { ProblemError } from './problem-error.js';

const OFFERED = ['application/json', 'text/csv', 'application/x-ndjson'] as const;

it.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/csv', 'text/csv'],
  ['TEXT/CSV; header=present', 'text/csv'],
  ['text/*', 'text/csv'],
  ['application/*', 'application/json'],
  ['application/x-ndjson, application/json;q=0.9', 'application/x-ndjson'],
  ['text/csv;q=0.5, application/x-ndjson;q=0.6, */*;q=0.1', 'application/x-ndjson'],
  ['text/html, */*;q=0.8', 'application/json'],
  ['*/*, application/json;q=0', 'text/csv'],
])('%j gets %s', (accept, type) => expect(negotiate(accept, OFFERED)).toBe(type));

it.each(['text/html', 'application/json;q=0', 'application/json;q=2', 'nonsense'])('%j gets 406', (accept) =>
  expect(() => negotiate(accept, OFFERED)).toThrow(
    new ProblemError(406, 'NOT_ACCEPTABLE', `this call answers in: ${OFFERED.join(', ')}`),
  ),
);
