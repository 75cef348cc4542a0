import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { parse } from 'yaml';
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

describe('what generators ask of it', () => {
  type Node = Readonly<Record<string, unknown>>;
  const whole = openApiDocument() as {
    info: { version: string };
    paths: Node;
    components: { schemas: Node };
  };
  /** Every object below a value, with where it is. */
  const nodes = (value: unknown, at = ''): [string, Node][] =>
    typeof value !== 'object' || value === null
      ? []
      : [
          [at, value as Node],
          ...Object.entries(value).flatMap(([key, each]) =>
            /^(examples?|mapping)$/.test(key) ? [] : nodes(each, `${at}/${key}`),
          ),
        ];
  const where = (all: [string, Node][], isWrong: (node: Node) => boolean): string[] =>
    all.filter(([, node]) => isWrong(node)).map(([at]) => at);

  it('every const and enum has its type', () => {
    const all = nodes(whole);
    const isClosed = (node: Node): boolean => Array.isArray(node['enum']) || 'const' in node;
    expect(where(all, isClosed).length).toBeGreaterThan(20);
    expect(where(all, (node) => isClosed(node) && typeof node['type'] !== 'string')).toEqual([]);
  });

  it('every object in a body, an answer or another schema has a name', () => {
    const isMap = (node: Node): boolean => typeof node['additionalProperties'] === 'object';
    const isObject = (node: Node): boolean =>
      'properties' in node || (node['type'] === 'object' && !isMap(node));
    const inside = Object.values(whole.components.schemas).flatMap((schema) => {
      // What a kind adds to its base has the name of the kind.
      const { allOf, ...rest } = schema as { allOf?: Node[] };
      const [, added] = allOf ?? [];
      return nodes(Object.values({ ...(added ?? rest) }));
    });
    expect(where(nodes(whole.paths), isObject)).toEqual([]);
    expect(where(inside, isObject)).toEqual([]);
  });

  it('nothing is one of several shapes without a name for each', () => {
    const isOpen = (node: Node): boolean => ['oneOf', 'anyOf', 'not', 'if'].some((word) => word in node);
    expect(where(nodes(whole), isOpen)).toEqual([]);
  });

  it('every problem response is a reference', () => {
    const responses = Object.values(whole.paths).flatMap((methods) =>
      Object.values(methods as Record<string, { responses: Record<string, Node> }>).map(
        (each) => each.responses,
      ),
    );
    const inline = responses.flatMap((each) =>
      Object.values(each).filter((response) => JSON.stringify(response).includes('problem+json')),
    );
    expect(inline).toEqual([]);
    expect(responses.every((each) => each['default']!['$ref'] === '#/components/responses/Refused')).toBe(
      true,
    );
  });

  it('every call has a name of its own', () => {
    const ids = calls.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
  });

  it('its version is that of the release, as in docs/asyncapi.yaml', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const asyncapi = parse(readFileSync('docs/asyncapi.yaml', 'utf8')) as { info: { version: string } };
    expect([whole.info.version, asyncapi.info.version]).toEqual([version, version]);
  });
});
