import { readFileSync } from 'node:fs';
import type { Documented } from '../../apps/service/openapi/spec/answer-validator.js';
import { documented } from '../../apps/service/openapi/spec/answer-validator.js';
import type { Schema } from '#contracts';

/** Each call has its own, by which its answer is known. */
const REQUEST_ID = 'X-Request-Id';

export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: Schema;
  required?: boolean;
};

/** One call, as the document has it. */
export type DocumentedCall = {
  /** Such as `GET /v1/grants`. */
  call: string;
  method: string;
  path: string;
  isOpen: boolean;
  parameters: readonly Parameter[];
  /** By media type. */
  bodies: readonly { type: string; schema: Schema }[];
};

type Operation = {
  security: unknown[];
  parameters?: Schema[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};

/** docs/openapi.json, which a test holds equal to what the service serves. */
export class ApiDocument {
  readonly calls: readonly DocumentedCall[];
  readonly #patterns: readonly { pattern: RegExp; path: string }[];

  constructor(readonly document: Documented) {
    this.calls = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => {
        const { security, parameters = [], requestBody } = described as unknown as Operation;
        return {
          call: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          isOpen: security.length === 0,
          parameters: parameters
            .map((each) => this.resolve(each) as unknown as Parameter)
            .filter(({ name }) => name !== REQUEST_ID),
          bodies: Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => ({ type, schema })),
        };
      }),
    );
    this.#patterns = Object.keys(document.paths).map((path) => ({
      path,
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    }));
  }

  static read(): ApiDocument {
    return new ApiDocument(documented(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))));
  }

  /** Itself, or what it refers to, with what stands beside the reference. */
  resolve(schema: Schema): Schema {
    const { $ref: reference, ...beside } = schema;
    if (typeof reference !== 'string') return schema;
    const [, , kind = '', name = ''] = reference.split('/');
    return { ...this.resolve(this.document.components[kind]?.[name] as Schema), ...beside };
  }

  /** The path of the document that a request's target leads to, by Fastify's reading of it. */
  pathOf(target: string): string | undefined {
    const path = target.replace(/^https?:\/\/[^/]*(?=\/)/, '').split(/[?#]/, 1)[0]!;
    return this.#patterns.find(({ pattern }) => pattern.test(path))?.path;
  }

  /** What is documented of a method on such a path; a HEAD is the GET without its body. */
  find(method: string, path: string | undefined): DocumentedCall | undefined {
    const asked = method === 'HEAD' ? 'GET' : method;
    return this.calls.find((each) => each.method === asked && each.path === path);
  }

  /** Every name of a parameter or a field. */
  names(): string[] {
    const names = new Set(this.calls.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      const { properties } = value as { properties?: object };
      for (const name of Object.keys(properties ?? {})) names.add(name);
      for (const each of Object.values(value)) visit(each);
    };
    visit(this.document.components['schemas']);
    return [...names];
  }
}
