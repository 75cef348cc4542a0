import { chainOf, ZERO_CHAIN } from '#evidence';
import type { PlannedCommand } from './command-planner.js';
import { nameOf } from './command-planner.js';
import type { LogCopy } from './log-copy.js';
import { workspaceOf } from './log-copy.js';

/** What is wrong with the log by itself: positions that do not grow, gaps in revisions, ids that come again, a broken chain. */
export function checkLog({ events, streams }: LogCopy): string[] {
  const wrong: string[] = [];
  const ids = new Set<string>();
  let before = 0n;
  for (const { position, id } of events) {
    if (position <= before) wrong.push(`position ${position} comes after ${before}`);
    before = position;
    if (ids.has(id)) wrong.push(`the event id ${id} is there twice`);
    ids.add(id);
  }
  for (const [stream, own] of streams) {
    let chain = ZERO_CHAIN;
    own.forEach((event, revision) => {
      if (event.revision !== revision) wrong.push(`${stream} has revision ${event.revision} for ${revision}`);
      chain = chainOf(chain, event);
      if (chain !== event.chain) wrong.push(`the chain of ${stream} breaks at revision ${event.revision}`);
      chain = event.chain;
    });
  }
  return wrong;
}

/** Commands that are in the log more than once, or that nobody sent. Those of one append lie side by side. */
export function checkEffects({ commands }: LogCopy, sent: ReadonlyMap<string, PlannedCommand>): string[] {
  const wrong: string[] = [];
  for (const { name, commandId, events } of commands.values()) {
    const [first, last] = [events[0]!, events.at(-1)!];
    if (last.revision - first.revision !== events.length - 1)
      wrong.push(`${name} was executed more than once: at revisions ${events.map((e) => e.revision).join()}`);
    // One command's own event, what was over before it and what follows from it. An expiry has none of its own.
    const isExpiry = commandId.startsWith('expire-');
    const own = events.filter(({ event }) => !isSideEffect(event));
    if (own.length !== (isExpiry ? 0 : 1)) wrong.push(`${name} has ${own.length} outcomes`);
    if (!isExpiry && !sent.has(name)) wrong.push(`nobody sent ${name}`);
  }
  return wrong;
}

/** What ends because something else did, or by time. */
function isSideEffect({ type, data }: { type: string; data: object }): boolean {
  const own = OWN_CAUSES.get(type);
  return own !== undefined && !own.includes((data as { cause?: string }).cause ?? '');
}

/** Causes of ends that are what a command asked for. */
const OWN_CAUSES: ReadonlyMap<string, readonly string[]> = new Map([
  ['SupportAccessRevoked', ['revoked']],
  ['SupportAccessRequestClosed', ['declined', 'withdrawn']],
  ['SupportSessionEnded', ['signed-out', 'closed']],
]);

/** What was begun and has ended twice, or ended and was never begun: grants, requests and sessions, by their ids. */
export function checkEnds({ events }: LogCopy): string[] {
  const wrong: string[] = [];
  const open = new Set<string>();
  const end = (id: string, type: string): void => {
    if (!open.delete(id)) wrong.push(`${type} ends ${id}, which is not open`);
  };
  for (const { event } of events) {
    const { type, data } = event;
    if (type === 'SupportAccessRequested') open.add(data.requestId);
    if (type === 'SupportLogin') open.add(data.sessionId);
    if (type === 'SupportAccessRequestClosed') end(data.requestId, type);
    if (type === 'SupportSessionEnded') end(data.sessionId, type);
    if (type === 'SupportAccessRevoked') end(data.grantId, type);
    if (type === 'SupportAccessGranted' || type === 'SupportAccessExtended')
      if (data.requestId !== undefined) end(data.requestId, type);
    if (type === 'SupportAccessGranted') open.add(data.grantId);
  }
  return wrong;
}

/** Commands of one workspace that came by Kafka and are in the log in another order than they were sent. */
export function checkOrder(log: LogCopy, sent: Iterable<PlannedCommand>): string[] {
  const wrong: string[] = [];
  const before = new Map<string, { name: string; revision: number }>();
  for (const planned of sent) {
    const name = nameOf(planned);
    const event = log.commands.get(name)?.events[0];
    if (event === undefined || event.metadata.source.kind !== 'kafka') continue;
    const workspaceId = workspaceOf(event);
    const previous = before.get(workspaceId);
    if (previous !== undefined && previous.revision >= event.revision)
      wrong.push(`${name} was sent after ${previous.name} and executed before it`);
    before.set(workspaceId, { name, revision: event.revision });
  }
  return wrong;
}
