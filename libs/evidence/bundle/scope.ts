import type { Instant } from '#domain';
import { isId, readInstant, toInstant } from '#domain';

/**
 * What a bundle holds. Each is a stretch without gaps of one tree, so that leaving something out in the middle shows.
 *
 * - `log`: everything, from the first event on
 * - `workspace`: one workspace's stream, from revision 0 on
 * - `span`: a stretch of the log. By time: from the first event recorded at `from` or later up to the first one after it
 *   that was recorded at `to` or later, which is not in it. By position: what comes after `after`, up to and with `until`.
 * - `grant`: a stretch of one workspace's stream, from the event that gave the grant to the last that names it
 */
export type Scope =
  | { kind: 'log' }
  | { kind: 'workspace'; workspaceId: string }
  | { kind: 'span'; by: 'time'; from?: Instant; to?: Instant }
  | { kind: 'span'; by: 'position'; after?: string; until?: string }
  | { kind: 'grant'; workspaceId: string; grantId: string };

/** Those whose events are proven one by one, by a line of proofs.ndjson each; the others by the root over all of them. */
export type SelectionScope = Extract<Scope, { kind: 'span' | 'grant' }>;

export const isSelection = (scope: Scope): scope is SelectionScope =>
  scope.kind === 'span' || scope.kind === 'grant';

type Check = (value: unknown) => boolean;
const POSITION: Check = (value) => typeof value === 'string' && /^(0|[1-9]\d{0,19})$/.test(value);
/** In the one form that we write. */
export const isInstant: Check = (value) => {
  const epochMs = typeof value === 'string' ? readInstant(value) : undefined;
  return epochMs !== undefined && toInstant(epochMs) === value;
};

const one =
  (word: string): Check =>
  (value) =>
    value === word;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const SHAPES: Record<string, Check>[] = [
  { kind: one('log') },
  { kind: one('workspace'), workspaceId: isId },
  { kind: one('span'), by: one('time'), from: optional(isInstant), to: optional(isInstant) },
  { kind: one('span'), by: one('position'), after: optional(POSITION), until: optional(POSITION) },
  { kind: one('grant'), workspaceId: isId, grantId: isId },
];

/** Whether it is one of them, with nothing besides. */
export function isScope(value: unknown): value is Scope {
  if (typeof value !== 'object' || value === null) return false;
  const scope = value as Record<string, unknown>;
  return SHAPES.some(
    (shape) =>
      Object.keys(scope).every((key) => Object.hasOwn(shape, key)) &&
      Object.entries(shape).every(([key, check]) => check(scope[key])),
  );
}
