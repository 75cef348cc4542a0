import { canonicalJson } from '../canonical-json.js';
import type { DamageKind } from '../verify/verification.js';
import type { BundledEvent } from './event-line.js';
import { eventLine } from './event-line.js';

/** An event of a bundle, and what of its contents a verifier looks at. */
export type ReadEvent = BundledEvent & {
  data: Readonly<Record<string, unknown>>;
  metadata: Readonly<Record<string, unknown>>;
};

/** Why a line is no event. */
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

const MEMBERS = 'data,id,metadata,revision,stream,type';
const CHAIN = /^[0-9a-f]{64}$/;

/**
 * Reads what {@link eventLine} writes, and nothing else: what was read is written again, and must be the same text.
 * @param line without its LF
 * @throws BadLineError
 */
export function readEventLine(line: string): ReadEvent {
  const { data, id, metadata, revision, stream, type } = parseEvent(line);
  const chain = metadata['chain'] as string;
  // Absent from the canonical form, as `JSON.stringify` has it, and cheaper than taking it out.
  metadata['chain'] = undefined;
  const event: ReadEvent = {
    stream,
    revision,
    id,
    type,
    chain,
    data,
    metadata,
    dataJson: canonical(data),
    metadataJson: canonical(metadata),
  };
  if (!isSame(line, eventLine(event)))
    throw new BadLineError('LINE_NOT_CANONICAL', 'is not in the one form that RFC 8785 gives it');
  return event;
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
  if (Object.keys(value).sort().join() !== MEMBERS)
    throw new BadLineError('LINE_MALFORMED', `has not the members ${MEMBERS}`);
  const { data, id, metadata, revision, stream, type } = value;
  if (
    !isObject(data) ||
    !isObject(metadata) ||
    typeof id !== 'string' ||
    typeof stream !== 'string' ||
    typeof type !== 'string' ||
    !Number.isSafeInteger(revision) ||
    (revision as number) < 0 ||
    typeof metadata['chain'] !== 'string' ||
    !CHAIN.test(metadata['chain'])
  )
    throw new BadLineError('LINE_MALFORMED', 'has a member of another type, or no chain');
  return { data, id, metadata, revision: revision as number, stream, type };
}

function canonical(value: object): string {
  try {
    return canonicalJson(value);
  } catch (error) {
    throw new BadLineError('LINE_NOT_CANONICAL', 'has no RFC 8785 form', { cause: error });
  }
}

const isSame = (line: string, written: string): boolean =>
  written.length === line.length + 1 && written.startsWith(line);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
