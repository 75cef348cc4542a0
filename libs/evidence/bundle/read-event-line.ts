import { canonicalJson } from '../canonical-json.js';
import type { DamageKind } from '../verify/verification.js';

/** An event of a bundle, parsed for verification. */
export type ReadEvent = {
  stream: string;
  revision: number;
  id: string;
  type: string;
  chain: string;
  data: Readonly<Record<string, unknown>>;
  metadata: Readonly<Record<string, unknown>>;
  /** The text that the chain covers: the line without `chain`. */
  canonical: string;
};

/** The line is not an event; the message says why. */
export class BadLineError extends Error {
  readonly code = 'BAD_LINE';
  constructor(
    readonly kind: DamageKind,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

const MEMBERS = 6;
const CHAIN_DIGITS = 64;

/**
 * Reads what `eventLine` writes, and nothing else: what was read is written again, and must be the same text.
 * @param line without its LF
 * @throws BadLineError
 */
export function readEventLine(line: string): ReadEvent {
  const event = parseEvent(line);
  let canonical: string | undefined;
  try {
    canonical = canonicalJson(event);
  } catch (error) {
    throw new BadLineError('LINE_NOT_CANONICAL', 'has no RFC 8785 form', { cause: error });
  }
  if (canonical !== line)
    throw new BadLineError('LINE_NOT_CANONICAL', 'is not in the one form that RFC 8785 gives it');
  const { data, id, metadata, revision, stream, type } = event;
  const chain = metadata['chain'] as string;
  return { stream, revision, id, type, chain, data, metadata, canonical: withoutChain(line, event, chain) };
}

type Parsed = {
  data: Record<string, unknown>;
  id: string;
  metadata: Record<string, unknown>;
  revision: number;
  stream: string;
  type: string;
};

function parseEvent(line: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new BadLineError('LINE_MALFORMED', 'is not JSON', { cause: error });
  }
  if (!isObject(value)) throw new BadLineError('LINE_MALFORMED', 'is no JSON object');
  const { data, id, metadata, revision, stream, type } = value;
  if (
    Object.keys(value).length !== MEMBERS ||
    !isObject(data) ||
    !isObject(metadata) ||
    typeof id !== 'string' ||
    typeof stream !== 'string' ||
    typeof type !== 'string' ||
    !Number.isSafeInteger(revision) ||
    (revision as number) < 0 ||
    typeof metadata['chain'] !== 'string' ||
    metadata['chain'].length !== CHAIN_DIGITS
  )
    throw new BadLineError('LINE_MALFORMED', 'has not the members of an event, or one of another type');
  return value as Parsed;
}

/** @param line in canonical form, so that the chain stands in it as one text */
function withoutChain(line: string, event: Parsed, chain: string): string {
  const member = `"chain":"${chain}",`;
  const at = line.indexOf(member);
  // Somewhere else in the data there may be the same text; and no event of ours has the chain as its last member.
  if (at < 0 || line.indexOf(member, at + 1) >= 0)
    return canonicalJson({ ...event, metadata: { ...event.metadata, chain: undefined } });
  return line.slice(0, at) + line.slice(at + member.length);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
