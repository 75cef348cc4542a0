import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#config';
import type { EventReader, Position } from '#event-store';
import { hasWriter } from '#event-store';
import type { LogCheckParts, LogTree, LogTreeQueries } from '#evidence';
import { LogCheck, logTreeName, openLogTree, openLogTreeQueries } from '#evidence';
import type { Cli } from '../../cli.js';
import { using } from '../../opened.js';
import { openLogKeys } from './log-signer.js';

const POLL_MS = 200;

/** The tree of the log, once it knows the log up to a position: folded by the service, or by us if there is none. */
export async function openTreeUpTo(
  cli: Cli,
  config: Config,
  reader: EventReader,
  position: Position,
): Promise<LogTreeQueries> {
  const tree = await openLogTreeQueries(config.readModelUrl);
  try {
    if ((await positionOf(tree)) >= position) return tree;
    if (!(await hasWriter(config.eventStoreUrl))) {
      const keys = await openLogKeys(config, reader);
      const treeName = logTreeName(config.readModelUrl);
      await using(openLogTree(config.readModelUrl), (tree) =>
        foldAll({ reader, tree, treeName, keys }, cli.signal),
      );
    } else if ((await positionOf(tree)) < position) cli.say('Waiting for the service to fold the log …');
    while ((await positionOf(tree)) < position) await sleep(POLL_MS, undefined, { signal: cli.signal });
    return tree;
  } catch (error) {
    await tree.close();
    throw error;
  }
}

/** Before there is a file: at the start of the log. */
const positionOf = (tree: LogTreeQueries): Promise<Position> => tree.position().catch(() => 0n);

type FoldedParts = Omit<LogCheckParts, 'tree' | 'witnesses' | 'reader'> & {
  reader: EventReader;
  tree: LogTree;
};

/**
 * Brings the tree up to the log, which nobody else does while no service runs.
 * @throws InconsistentLogError if it is the tree of another log
 */
export async function foldAll({ reader, tree, ...rest }: FoldedParts, signal: AbortSignal): Promise<void> {
  await new LogCheck({ ...rest, reader, tree, witnesses: [] }).run(signal);
  const { position } = await tree.bookmark();
  for await (const page of reader.readAll(position)) {
    signal.throwIfAborted();
    await tree.apply(page, page.at(-1)!.position);
  }
}
