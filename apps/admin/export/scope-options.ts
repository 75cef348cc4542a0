import { InvalidArgumentError } from 'commander';
import { toInstant } from '#domain';
import type { Scope } from '#evidence';
import type { LogReader } from '../api/log-reader.js';
import { parseInstant } from '../arguments.js';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';
import { workspaceOfGrant } from './export-range.js';

/** An end of a span. */
export type Bound = { by: 'position'; position: bigint } | { by: 'time'; instant: string };

export type ScopeOptions = {
  from?: Bound | undefined;
  to?: Bound | undefined;
  workspace?: string;
  grant?: string;
};

/** Reads a position, which is digits alone, or an instant. */
export function parseBound(text: string): Bound {
  if (/^\d{1,19}$/.test(text)) return { by: 'position', position: BigInt(text) };
  if (/^\d+$/.test(text)) throw new InvalidArgumentError('A position has at most 19 digits.');
  return { by: 'time', instant: toInstant(parseInstant(text)) };
}

/**
 * What the options mean together.
 * @throws UsageError if they cannot be meant together, or begin in the future
 * @throws NoAnswerError if the log has no such grant
 */
export async function scopeOf(
  { from, to, workspace, grant }: ScopeOptions,
  reader: LogReader,
  { signal, clock }: Pick<Cli, 'signal' | 'clock'>,
): Promise<Scope> {
  // Of an instant of the past nothing may be recorded yet, on a quiet day; of the future nothing can be.
  if (from?.by === 'time' && Date.parse(from.instant) > clock.now())
    throw new UsageError(`--from: ${from.instant} is in the future`);
  const isSpan = from !== undefined || to !== undefined;
  if (isSpan && (workspace ?? grant) !== undefined)
    throw new UsageError('--from and --to are of the whole log: they do not go with --workspace and --grant');
  if (grant !== undefined) {
    const workspaceId = workspace ?? (await workspaceOfGrant(reader, grant, signal));
    return { kind: 'grant', workspaceId, grantId: grant };
  }
  if (workspace !== undefined) return { kind: 'workspace', workspaceId: workspace };
  return isSpan ? spanOf(from, to) : { kind: 'log' };
}

function spanOf(from: Bound | undefined, to: Bound | undefined): Scope {
  if (from !== undefined && to !== undefined && from.by !== to.by)
    throw new UsageError('--from and --to are both instants or both positions');
  if (from?.by !== 'position' && to?.by !== 'position') {
    const [first, end] = [from?.instant, to?.instant];
    if (first !== undefined && end !== undefined && first >= end)
      throw new UsageError('--from is not before --to');
    return { kind: 'span', by: 'time', ...(first && { from: first }), ...(end && { to: end }) };
  }
  const [first, last] = [positionOf(from), positionOf(to)];
  if (first !== undefined && last !== undefined && first > last)
    throw new UsageError('--from is behind --to');
  const after = first === undefined || first === 0n ? undefined : first - 1n;
  return {
    kind: 'span',
    by: 'position',
    ...(after !== undefined && { after: `${after}` }),
    ...(last !== undefined && { until: `${last}` }),
  };
}

const positionOf = (bound: Bound | undefined): bigint | undefined =>
  bound?.by === 'position' ? bound.position : undefined;
