import type { ReadModelQueries } from '#read-models';
import type { DamageWatch } from './damage-watch.js';
import { unlessReplaced } from './watched-reader.js';

/** The read models for those who hand them out over HTTP. Once the log was found to be replaced, asking them is refused. */
export function watchedQueries(
  queries: ReadModelQueries,
  { logReplaced }: Pick<DamageWatch, 'logReplaced'>,
): ReadModelQueries {
  const refused =
    <Asked extends unknown[], T>(question: (...asked: Asked) => Promise<T>) =>
    (...asked: Asked): Promise<T> =>
      unlessReplaced(logReplaced, () => question(...asked));
  return {
    currentAccess: refused((workspaceId, asOf) => queries.currentAccess(workspaceId, asOf)),
    grants: refused((filter) => queries.grants(filter)),
    requests: refused((filter) => queries.requests(filter)),
    sessions: refused((filter) => queries.sessions(filter)),
    ofTicket: refused((ticketId, now) => queries.ofTicket(ticketId, now)),
    ofEngineer: refused((engineerId, now) => queries.ofEngineer(engineerId, now)),
    closedByCommand: refused((commandId) => queries.closedByCommand(commandId)),
    auditTrail: refused((filter) => queries.auditTrail(filter)),
    damages: refused((limit) => queries.damages(limit)),
    streamEnds: refused((since, after) => queries.streamEnds(since, after)),
    recentSince: refused(() => queries.recentSince()),
    openDue: refused((after, limit) => queries.openDue(after, limit)),
    endedDue: refused((entries) => queries.endedDue(entries)),
    position: refused(() => queries.position()),
    bookmark: refused(() => queries.bookmark()),
    waitFor: refused((position, timeoutMs) => queries.waitFor(position, timeoutMs)),
    close: () => queries.close(),
  };
}
