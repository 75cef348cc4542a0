import type { Schema } from '#contracts';
import { EXAMPLE, listOf, ref, shape, text } from '#contracts';
import type { CheckpointsPage, ConsistencyAnswer } from '../api/evidence/checkpoints.controller.js';
import type { InclusionAnswer } from '../api/evidence/inclusion.controller.js';
import { MAX_SIZE } from '../api/evidence/proof-form.js';
import type { Content, Operations } from './operation.js';
import { json } from './operation.js';
import { IF_NONE_MATCH, inQuery, MIN_POSITION, WORKSPACE } from './parameters.js';

const size = (description?: string, minimum = 0): Schema => ({
  type: 'integer',
  // More than what generators take an integer to hold unless they are told.
  format: 'int64',
  minimum,
  maximum: MAX_SIZE,
  ...(description && { description }),
});

export const evidenceSchemas: Readonly<Record<string, Schema>> = {
  Hash: text('Base64 of 32 bytes.', { pattern: '^[A-Za-z0-9+/]{43}=$' }),
  SignedNote: text(
    'A checkpoint as C2SP tlog-checkpoint has it: origin, number of events and base64 of the tree’s root, a line each; a blank line; signatures.',
    { pattern: '^[^\\n]+\\n\\d+\\n[A-Za-z0-9+/]{43}=\\n' },
  ),
  CheckpointsPage: shape<CheckpointsPage>(
    { checkpoints: listOf(ref('SignedNote')) },
    { next: size('The `after` of the next page; absent on the last.') },
  ),
  ConsistencyProof: shape<ConsistencyAnswer>({
    from: size('The size of the older tree.'),
    to: size('The size of the newer one.'),
    hashes: listOf(ref('Hash'), { description: 'RFC 6962 2.1.2.' }),
  }),
  InclusionProof: shape<InclusionAnswer>({
    index: size('The place of the event in the log, from 0.'),
    size: size('Of the tree.', 1),
    leaf: { ...ref('Hash'), description: 'The data of the leaf: the event’s chain, as bytes.' },
    hashes: listOf(ref('Hash'), { description: 'RFC 6962 2.1.1.' }),
  }),
};

const ROOT = 'gFQ0ZvYVzLu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qk=';
const noteOf = (origin: string): string =>
  `${origin}\n1043\n${ROOT}\n\n\u2014 support.example.com/log ${'c2lnbmF0dXJl'.repeat(8)}\n`;
const NOTE = noteOf('support.example.com/log');
const note = (example: string): Record<string, Content> => ({
  'text/plain': { schema: ref('SignedNote'), example },
});

export const evidenceOperations: Operations = {
  'GET /v1/checkpoints/latest': {
    operationId: 'readLatestCheckpoint',
    tag: 'evidence',
    summary: 'The newest signed checkpoint of the log',
    description: 'A new one comes every `CHECKPOINT_SECONDS` when there are new events, and at shutdown.',
    parameters: [IF_NONE_MATCH],
    answer: { status: 200, description: 'The signed note.', content: note(NOTE), headers: ['ETag'] },
    problems: ['NOT_FOUND', 'LOG_REPLACED'],
  },
  'GET /v1/checkpoints': {
    operationId: 'listCheckpoints',
    tag: 'evidence',
    summary: 'All signed checkpoints, oldest first',
    parameters: [
      inQuery('after', size(), 'Only those of more events than this.'),
      inQuery('limit', { type: 'integer', minimum: 1, maximum: 1_000, default: 50 }, 'How many at most.'),
      IF_NONE_MATCH,
    ],
    answer: {
      status: 200,
      description: 'A page.',
      content: json(ref('CheckpointsPage'), { checkpoints: [NOTE], next: 1043 }),
      headers: ['ETag'],
    },
    problems: ['LOG_REPLACED'],
  },
  'GET /v1/checkpoints/consistency': {
    operationId: 'proveConsistency',
    tag: 'evidence',
    summary: 'Proof that the log of one checkpoint is the beginning of that of another',
    parameters: [
      { ...inQuery('from', size(), 'The size of the older checkpoint.'), required: true, example: 1040 },
      { ...inQuery('to', size(), 'The size of the newer one.'), required: true, example: 1043 },
      MIN_POSITION,
      IF_NONE_MATCH,
    ],
    answer: {
      status: 200,
      description: 'The proof.',
      content: json(ref('ConsistencyProof'), { from: 1040, to: 1043, hashes: [ROOT] }),
      headers: ['ETag'],
    },
  },
  'GET /v1/events/{eventId}/inclusion': {
    operationId: 'proveInclusion',
    tag: 'evidence',
    summary: 'Proof that an event is in the log of a checkpoint',
    parameters: [
      {
        name: 'eventId',
        in: 'path',
        required: true,
        schema: text(),
        description: 'The `id` of the event.',
        example: EXAMPLE.eventId,
      },
      {
        ...inQuery('size', size(undefined, 1), 'The size of the checkpoint.'),
        required: true,
        example: 1043,
      },
      MIN_POSITION,
      IF_NONE_MATCH,
    ],
    answer: {
      status: 200,
      description: 'The proof.',
      content: json(ref('InclusionProof'), { index: 1041, size: 1043, leaf: ROOT, hashes: [ROOT] }),
      headers: ['ETag'],
    },
    problems: ['NOT_FOUND'],
  },
  'GET /v1/workspaces/{workspaceId}/audit-trail/checkpoint': {
    operationId: 'readTrailCheckpoint',
    tag: 'evidence',
    summary: 'A signed checkpoint of one workspace’s trail',
    description:
      'Signed when asked, over all events of the workspace in their order: who keeps one can prove later that the trail only grew. Its first line is the log’s origin, a slash and the workspace’s stream.',
    parameters: [WORKSPACE, IF_NONE_MATCH],
    answer: {
      status: 200,
      description: 'The signed note.',
      content: note(noteOf('support.example.com/log/supportAccess-acme')),
      headers: ['ETag'],
    },
    problems: ['UNKNOWN_WORKSPACE', 'TIER_REQUIRED'],
  },
  'GET /.well-known/support-access-vkey': {
    operationId: 'readVerifierKeys',
    tag: 'evidence',
    summary: 'The keys that checkpoints are verified with',
    description: 'As C2SP signed-note has them: one a line, newest first.',
    parameters: [IF_NONE_MATCH],
    answer: {
      status: 200,
      description: 'OK.',
      content: {
        'text/plain': {
          schema: { type: 'string' },
          example: 'support.example.com/log+1a2b3c4d+AWu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qmAVDRm9hXM\n',
        },
      },
    },
  },
};
