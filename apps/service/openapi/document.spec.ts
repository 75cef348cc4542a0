import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { AUTHORIZATION } from '../auth/authorization.js';
import type { DenialCode } from '#domain';
import { denialProblem } from '../api/denial-problem.js';
import { openApiDocument } from './document.js';
import type { DocumentedCode } from './problems.js';
import { PROBLEMS } from './problems.js';
import { answerValidator, documented, problemCodes } from './spec/answer-validator.js';

const document = documented(openApiDocument());
const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    call: `${method.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`,
    operation,
  })),
);

it('is an OpenAPI 3.1 document, by somebody else’s validator', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  expect(validator.version).toBe('3.1');
});

it('is what docs/openapi.json says; `npm run openapi` writes it anew', () =>
  expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(openApiDocument())),
  ));

it('has every call of the table of authorization, and no other', () =>
  expect(calls.map(({ call }) => call).sort()).toEqual(Object.keys(AUTHORIZATION).sort()));

it.each(calls)('$call says whether it needs a token, and answers refusals in problem documents', (each) => {
  const isOpen = AUTHORIZATION[each.call]!.for === 'everybody';
  expect(each.operation.security).toEqual(isOpen ? [] : [{ bearer: [] }]);
  const responses = Object.entries(each.operation.responses);
  const refusals = responses.filter(([status]) => /^(4|500|default)/.test(status));
  const types = new Set(refusals.flatMap(([, { content }]) => Object.keys(content ?? { nothing: true })));
  expect([...types]).toEqual(['application/problem+json']);
  const statuses = responses.map(([status]) => status);
  expect(statuses).toEqual(
    expect.arrayContaining(['500', 'default', ...(isOpen ? [] : ['401', '403', '503'])]),
  );
});

it.each(calls)('$call names the codes of its problems, whose statuses it answers with', ({ operation }) => {
  const codes = problemCodes(operation) as DocumentedCode[];
  const statuses = Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
    status !== 'default' && 'application/problem+json' in content ? [status] : [],
  );
  expect(statuses).toEqual([...new Set(codes.map((code) => String(PROBLEMS[code].status)))].sort());
  expect(Object.keys(PROBLEMS)).toEqual(expect.arrayContaining(codes));
});

it('references nothing that is not there', () => {
  const text = JSON.stringify(document);
  const lost = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)].filter(
    ([, kind, name]) => document.components[kind!]?.[name!] === undefined,
  );
  expect(lost).toEqual([]);
});

it('every example is valid by its schema', () => {
  const validator = answerValidator(document);
  const contents = calls.flatMap(({ call, operation }) =>
    [operation.requestBody, ...Object.values(operation.responses)].flatMap((message) =>
      Object.entries(message?.content ?? {}).flatMap(([type, { schema, example, examples = {} }]) =>
        [example, ...Object.values(examples).map(({ value }) => value)]
          .filter((value) => value !== undefined)
          .map((value) => ({ call: `${call} ${type}`, schema, value })),
      ),
    ),
  );
  expect(contents.length).toBeGreaterThan(100);
  const wrong = contents.flatMap(({ call, schema, value }) =>
    validator.errorsOf(schema, value).map((error) => `${call}: ${error}`),
  );
  expect(wrong).toEqual([]);
});

it.each(Object.keys(PROBLEMS).filter((code) => isDenial(code)))(
  '%s has the status that it is answered with',
  (code) => {
    const result = {
      commandId: 'c',
      workspaceId: 'acme',
      outcome: 'denied' as const,
      events: [],
      position: '1',
    };
    const { status } = denialProblem({ ...result, code });
    expect(PROBLEMS[code as keyof typeof PROBLEMS].status).toBe(status);
  },
);

function isDenial(code: string): code is DenialCode {
  const { enum: codes } = document.components['schemas']!['DenialCode'] as { enum: string[] };
  return codes.includes(code);
}

it('has no pattern with a lookahead, which not every reader of such documents knows', () => {
  const patterns = [...JSON.stringify(openApiDocument()).matchAll(/"pattern":"((?:[^"\\]|\\.)*)"/g)];
  expect(patterns.length).toBeGreaterThan(10);
  expect(patterns.map(([, pattern]) => pattern!).filter((pattern) => /\(\?[=!<]/.test(pattern))).toEqual([]);
});
