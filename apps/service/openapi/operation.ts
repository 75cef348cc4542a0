import type { Schema } from '#contracts';
import type { DocumentedCode } from './problems.js';

/** A body in one media type, with an example that a test holds against the schema. */
export type Content = { schema: Schema; example: unknown };

/** One call, as the files beside this one describe it. What the table of authorization.ts says is added to it. */
export type Operation = {
  operationId: string;
  tag: 'commands' | 'support access' | 'history' | 'evidence' | 'access check' | 'operations';
  summary: string;
  description?: string;
  parameters?: readonly Schema[];
  body?: { required: boolean; content: Readonly<Record<string, Content>> };
  answer: {
    status: 200 | 201;
    description: string;
    content: Readonly<Record<string, Content>>;
    headers?: readonly string[];
  };
  /** Other answers that are no problem documents. */
  others?: Readonly<Record<string, Schema>>;
  /** What it refuses besides what all calls do. */
  problems?: readonly DocumentedCode[];
};

/** By method and path, such as `GET /v1/grants`. */
export type Operations = Readonly<Record<string, Operation>>;

export const json = (schema: Schema, example: unknown): Record<string, Content> => ({
  'application/json': { schema, example },
});
