import { readJsonObject } from '#commands';
import type { FieldError } from '#contracts';
import { isJsonObject } from '#contracts';
import type { AccessAction } from '#domain';
import { isId, isPersonId } from '#domain';
import { malformed } from '../../http/problem-error.js';
import type { AccessRequest } from './access-check.js';

/** One evaluation. `unsupported`: well formed, but not about engineers and workspaces. */
export type Evaluation =
  | ({ kind: 'question' } & AccessRequest)
  | { kind: 'unsupported' }
  | { kind: 'malformed'; errors: readonly FieldError[] };

export type EvaluationsSemantic = (typeof SEMANTICS)[number];
const SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;

/** One evaluation, or several under one semantic. */
export type EvaluationRequest =
  | { kind: 'one'; evaluation: Evaluation }
  | { kind: 'several'; evaluations: readonly Evaluation[]; semantic: EvaluationsSemantic };

export const MAX_EVALUATIONS = 1_000;

const ACTIONS: readonly AccessAction[] = ['login', 'access', 'request'];

type Json = Record<string, unknown>;

/**
 * Reads an AuthZEN 1.0 Access Evaluation (6.1). Other members (context, properties) are ignored.
 * @throws MalformedCommandError when the body is no JSON object
 */
export const readEvaluation = (body: Buffer | undefined): Evaluation =>
  toEvaluation(readJsonObject(body ?? Buffer.alloc(0)));

/**
 * Reads AuthZEN 1.0 Access Evaluations (7.1). A subject, action or resource beside the list is the default for each member of the list.
 * Without a list, or with an empty one, it is a single evaluation.
 * @throws MalformedCommandError, ProblemError 400 when the body as a whole cannot be read
 */
export function readEvaluations(body: Buffer | undefined): EvaluationRequest {
  const { evaluations = [], options, ...defaults } = readJsonObject(body ?? Buffer.alloc(0));
  if (!Array.isArray(evaluations)) throw malformed([{ field: 'evaluations', message: 'must be a list' }]);
  if (evaluations.length === 0) return { kind: 'one', evaluation: toEvaluation(defaults) };
  if (evaluations.length > MAX_EVALUATIONS)
    throw malformed([{ field: 'evaluations', message: `must be at most ${MAX_EVALUATIONS}` }]);
  return {
    kind: 'several',
    evaluations: evaluations.map((each: unknown, index) =>
      isJsonObject(each)
        ? toEvaluation({ ...defaults, ...each }, `evaluations.${index}.`)
        : { kind: 'malformed', errors: [{ field: `evaluations.${index}`, message: 'must be an object' }] },
    ),
    semantic: readSemantic(options),
  };
}

function toEvaluation({ subject, action, resource }: Json, path = ''): Evaluation {
  const errors: FieldError[] = [];
  const read = (name: string, holder: unknown, key: string): string => {
    const value = isJsonObject(holder) ? holder[key] : undefined;
    if (typeof value === 'string' && value !== '') return value;
    errors.push({ field: `${path}${name}.${key}`, message: 'must be a text that is not empty' });
    return '';
  };
  const subjectType = read('subject', subject, 'type');
  const engineerId = read('subject', subject, 'id');
  const actionName = read('action', action, 'name');
  const resourceType = read('resource', resource, 'type');
  const workspaceId = read('resource', resource, 'id');
  if (errors.length > 0) return { kind: 'malformed', errors };
  const isOurs =
    subjectType === 'engineer' && resourceType === 'workspace' && isPersonId(engineerId) && isId(workspaceId);
  const known = ACTIONS.find((each) => each === actionName);
  if (!isOurs || known === undefined) return { kind: 'unsupported' };
  return { kind: 'question', workspaceId, engineerId, action: known };
}

function readSemantic(options: unknown): EvaluationsSemantic {
  if (options === undefined) return 'execute_all';
  if (!isJsonObject(options)) throw malformed([{ field: 'options', message: 'must be an object' }]);
  const { evaluations_semantic: asked = 'execute_all' } = options;
  const semantic = SEMANTICS.find((each) => each === asked);
  if (semantic) return semantic;
  const message = `must be one of ${SEMANTICS.join(', ')}`;
  throw malformed([{ field: 'options.evaluations_semantic', message }]);
}
