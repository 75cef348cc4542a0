import { CSV_HEADER } from '#read-models';
import { answerValidator } from '../../apps/service/openapi/spec/answer-validator.js';
import { reachOf, rowOf } from '../../apps/service/auth/authorization.js';
import type { ApiDocument, DocumentedCall } from './api-document.js';
import type { WireAnswer } from './wire-answer.js';
import type { WireRequest } from './wire-request.js';
import { header, isPlainHttp } from './wire-request.js';

/** What is answered before a call is reached, by whatever path: the document has it as `default`. */
const BEFORE_ANY_CALL: Readonly<Record<string, readonly number[]>> = {
  NOT_FOUND: [404],
  METHOD_NOT_ALLOWED: [405],
  REFUSED: [408, 414, 417, 431],
  MALFORMED: [400],
  UNSUPPORTED_MEDIA_TYPE: [415],
  PAYLOAD_TOO_LARGE: [413],
};

const SECURITY_HEADERS: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^no-referrer$/,
  'content-security-policy': /frame-ancestors 'none'/,
  'cache-control': /^(no-store|private, no-cache|public, max-age=\d+)/,
};

/** What a status must come with. */
const COMPANIONS: Readonly<Record<number, string>> = {
  401: 'www-authenticate',
  405: 'allow',
  429: 'retry-after',
  503: 'retry-after',
};

/** Traces of what is inside: source files, packages, statements. */
const INSIDES = /\/(?:apps|libs|dist|node_modules)\/|\bat (?:async )?[\w.<>]+ \(|SQLITE_|SqliteError/;
const MAX_LINES_READ = 20;

// Compiled once each, by identity.
const PROBLEM = { $ref: '#/components/schemas/Problem' };
const AUDIT_ENTRY = { $ref: '#/components/schemas/AuditEntry' };

/** Holds answers against the document. */
export class AnswerCheck {
  readonly #validator;

  constructor(private readonly api: ApiDocument) {
    this.#validator = answerValidator(api.document);
  }

  /** Everything that is wrong with an answer; the empty list when nothing is. */
  violations(request: WireRequest, id: string, answer: WireAnswer): string[] {
    const { status, headers } = answer;
    const path = this.api.pathOf(request.target);
    const call = this.api.find(request.method, path);
    const isPlain = isPlainHttp(request);
    return [
      ...(status >= 500 && !isProvoked(request, answer) ? [`status ${status}`] : []),
      ...(isPlain && headers.get('x-request-id') !== id ? ['it is not the answer to this request'] : []),
      ...(isPlain ? missingHeaders(headers) : []),
      ...this.#undocumented(request, call, answer),
      ...unauthorized(request, call, answer),
      ...(INSIDES.test(answer.body.toString('latin1')) && status >= 400 ? ['it tells of our insides'] : []),
    ];
  }

  #undocumented(request: WireRequest, call: DocumentedCall | undefined, answer: WireAnswer): string[] {
    const { status, headers, body } = answer;
    const companion = COMPANIONS[status];
    const wrong =
      companion !== undefined && !headers.has(companion) ? [`${status} without ${companion}`] : [];
    const type = (headers.get('content-type') ?? '').toLowerCase().split(';', 1)[0]!;
    if (status === 304)
      return body.length === 0 && !headers.has('content-type') ? wrong : ['304 with a body'];
    // A HEAD is answered as the GET, without the body.
    if (request.method === 'HEAD') return [...wrong, ...this.#undocumentedHead(call, status, type)];
    const document = this.#validator;
    const read = readable(type, body);
    if ('failure' in read) return [...wrong, read.failure];
    if (call !== undefined && this.isNamed(call, status)) {
      const errors = document.errorsOfAnswer(call.call, status, type, read.value);
      return [
        ...wrong,
        ...errors,
        ...this.#wrongLines(type, body),
        ...wrongProblem(status, type, read.value),
      ];
    }
    if (type !== 'application/problem+json') return [...wrong, `${status} ${type} is not documented`];
    const { code = '' } = read.value as { code?: string };
    const isKnown = BEFORE_ANY_CALL[code]?.includes(status) === true;
    const errors = document.errorsOf(PROBLEM, read.value);
    return [
      ...wrong,
      ...(isKnown ? [] : [`${status} ${code} is not documented`]),
      ...errors,
      ...wrongProblem(status, type, read.value),
    ];
  }

  #undocumentedHead(call: DocumentedCall | undefined, status: number, type: string): string[] {
    if (call === undefined || !this.isNamed(call, status)) return status < 400 ? [`HEAD ${status}`] : [];
    const responses = this.api.document.paths[call.path]![call.method.toLowerCase()]!.responses;
    const types = Object.keys(responses[status]?.content ?? {});
    return types.includes(type) ? [] : [`HEAD ${status} ${type} is not documented`];
  }

  /** Whether the document has this status for this call, and not only under `default`. */
  isNamed({ path, method }: DocumentedCall, status: number): boolean {
    return this.api.document.paths[path]![method.toLowerCase()]!.responses[status] !== undefined;
  }

  #wrongLines(type: string, body: Buffer): string[] {
    if (body.length === 0) return [];
    const text = body.toString('utf8');
    if (type === 'text/csv')
      // With bom=true it has a byte order mark first.
      return text.replace(/^\uFEFF/, '').startsWith(CSV_HEADER) && text.endsWith('\r\n')
        ? []
        : ['this is not the CSV of a trail'];
    if (type === 'text/event-stream')
      return text.startsWith(':\n\n') ? [] : ['an event stream does not begin with a comment'];
    if (type !== 'application/x-ndjson') return [];
    const lines = text.split('\n').slice(0, -1);
    return lines
      .slice(0, MAX_LINES_READ)
      .flatMap((line) => this.#validator.errorsOf(AUDIT_ENTRY, JSON.parse(line)));
  }
}

/** A 503 that was asked for: a position that this log has not got to. */
const isProvoked = (request: WireRequest, { status, body }: WireAnswer): boolean =>
  status === 503 &&
  header(request, 'min-position') !== undefined &&
  (body.length === 0 || body.includes('has not been folded within'));

/** Nobody gets anything by a call that their token does not have. */
function unauthorized(
  { caller, method }: WireRequest,
  call: DocumentedCall | undefined,
  { status }: WireAnswer,
): string[] {
  if (call === undefined || call.isOpen || status >= 400) return [];
  const row = rowOf(method, call.path.replaceAll(/\{[^}]+\}/g, ':any'));
  return reachOf(caller, row) === undefined ? [`${caller.name} may not have ${status} of ${call.call}`] : [];
}

function missingHeaders(headers: ReadonlyMap<string, string>): string[] {
  return Object.entries(SECURITY_HEADERS)
    .filter(([name, pattern]) => !pattern.test(headers.get(name) ?? ''))
    .map(([name]) => `${name} is ${headers.get(name) ?? 'not there'}`);
}

function wrongProblem(status: number, type: string, body: unknown): string[] {
  if (type !== 'application/problem+json')
    return status >= 400 && status !== 503 ? [`${status} as ${type}`] : [];
  const problem = body as { status: unknown; type: unknown; code: string };
  const named = `urn:support-access:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`;
  return problem.status === status && problem.type === named
    ? []
    : ['the problem is another than the status'];
}

function readable(type: string, body: Buffer): { value: unknown } | { failure: string } {
  const text = body.toString('utf8');
  if (!/^application\/(?:\w+\+)?json$/.test(type)) return { value: text };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { failure: `${type} that is not JSON: ${text.slice(0, 200)}` };
  }
}
