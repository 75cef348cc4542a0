import { problemErrorOf } from '../../http/problem-of.js';
import { MAX_EVALUATIONS, readEvaluation, readEvaluations } from './evaluation-request.js';

const subject = { type: 'engineer', id: 'erin' };
const resource = { type: 'workspace', id: 'acme' };
const action = { name: 'login' };
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const question = { kind: 'question', workspaceId: 'acme', engineerId: 'erin', action: 'login' };

/** The fields that a body is refused for, as a whole. */
function refusal(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    const problem = problemErrorOf(error);
    if (problem?.status === 400) return (problem.extras.errors ?? []).map(({ field }) => field);
    throw error;
  }
  throw new Error('was not refused');
}

it('reads one evaluation, and passes over what is for other engines', () => {
  const properties = { department: 'Sales' };
  const body = { subject: { ...subject, properties }, resource, action, context: { time: 'now' }, more: 1 };
  expect(readEvaluation(bytes(body))).toEqual(question);
});

it.each<[string, object]>([
  ['another kind of subject', { subject: { type: 'user', id: 'erin' } }],
  ['another kind of resource', { resource: { type: 'document', id: 'acme' } }],
  ['another action', { action: { name: 'delete' } }],
  ['an id that nobody can have', { subject: { type: 'engineer', id: ' a' } }],
])('%s is not supported', (_, change) =>
  expect(readEvaluation(bytes({ subject, resource, action, ...change }))).toEqual({ kind: 'unsupported' }),
);

it.each<[string, object, string[]]>([
  ['no subject', { resource, action }, ['subject.type', 'subject.id']],
  ['a subject that is a text', { subject: 'erin', resource, action }, ['subject.type', 'subject.id']],
  ['no id', { subject: { type: 'engineer' }, resource, action }, ['subject.id']],
  ['a number for a name', { subject, resource, action: { name: 1 } }, ['action.name']],
  ['a list for a resource', { subject, resource: [resource], action }, ['resource.type', 'resource.id']],
])('%s is malformed', (_, body, fields) => {
  const evaluation = readEvaluation(bytes(body));
  expect(evaluation).toMatchObject({ kind: 'malformed', errors: fields.map((field) => ({ field })) });
});

it.each([[''], ['{'], ['[]'], ['null'], ['"x"']])('a body of %j is refused', (text) => {
  expect(refusal(() => readEvaluation(Buffer.from(text)))).toEqual(['']);
  expect(refusal(() => readEvaluations(Buffer.from(text)))).toEqual(['']);
});

it('takes null for absent', () => {
  const options = { evaluations_semantic: null };
  const body = { subject: { ...subject, properties: null }, resource, action, context: null };
  expect(readEvaluation(bytes(body))).toEqual(question);
  expect(readEvaluation(bytes({ ...body, subject: null }))).toMatchObject({
    kind: 'malformed',
    errors: [{ field: 'subject.type' }, { field: 'subject.id' }],
  });
  expect(readEvaluations(bytes({ ...body, evaluations: null, options: null }))).toMatchObject({
    kind: 'one',
  });
  expect(readEvaluations(bytes({ ...body, evaluations: [{ resource: null }, null], options }))).toMatchObject(
    {
      evaluations: [question, { kind: 'malformed', errors: [{ field: 'evaluations.1' }] }],
      semantic: 'execute_all',
    },
  );
});

it('refuses a body that says something twice', () => {
  const text = JSON.stringify({ subject, resource, action }).replace('"id":"erin"', '"id":"mel","id":"erin"');
  expect(refusal(() => readEvaluation(Buffer.from(text)))).toEqual(['subject.id']);
});

it('fills in defaults, a whole member at a time', () => {
  const evaluations = [{}, { resource: { type: 'workspace', id: 'globex' } }, { subject: { id: 'mel' } }, 7];
  expect(readEvaluations(bytes({ subject, resource, action, evaluations }))).toMatchObject({
    kind: 'several',
    semantic: 'execute_all',
    evaluations: [
      question,
      { ...question, workspaceId: 'globex' },
      { kind: 'malformed', errors: [{ field: 'evaluations.2.subject.type' }] },
      { kind: 'malformed', errors: [{ field: 'evaluations.3' }] },
    ],
  });
});

it.each([[undefined], [[]]])('with %j for a list it is a single evaluation', (evaluations) =>
  expect(readEvaluations(bytes({ subject, resource, action, evaluations }))).toEqual({
    kind: 'one',
    evaluation: question,
  }),
);

it.each<[string, object, string]>([
  ['a list that is none', { evaluations: {} }, 'evaluations'],
  [
    'too long a list',
    { evaluations: Array.from({ length: MAX_EVALUATIONS + 1 }, () => ({})) },
    'evaluations',
  ],
  ['options that are none', { evaluations: [{}], options: 'all' }, 'options'],
  [
    'an unknown semantic',
    { evaluations: [{}], options: { evaluations_semantic: 'any' } },
    'options.evaluations_semantic',
  ],
])('%s is refused as a whole', (_, body, field) =>
  expect(refusal(() => readEvaluations(bytes({ subject, resource, action, ...body })))).toEqual([field]),
);
