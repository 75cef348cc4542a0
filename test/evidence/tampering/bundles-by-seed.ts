import { streamOf } from '#domain';
import type { Scope } from '#evidence';
import type { LoggedEvent } from '../../../libs/evidence/spec/history.js';
import { historyOf } from '../../../libs/evidence/spec/history.js';
import { signerOf } from '../../../libs/evidence/spec/keys.js';
import { FIVE_TYPES, TEN_TYPES } from '../../../libs/evidence/spec/stories.js';
import type { Random } from '../../support/random.js';
import type { Made } from './workpiece.js';

export const SIGNER = signerOf('log.example/acme');

const LOGS = 40;
const logs = new Map<number, LoggedEvent[]>();

/** Small logs of one to four workspaces: small ones have the most edges. */
function anyLog(random: Random): LoggedEvent[] {
  const number = random.int(1, LOGS);
  let log = logs.get(number);
  if (log === undefined) {
    const turns = Array.from({ length: (number % 30) + 1 }, () => `w${random.int(0, number % 4)}`);
    // Every other one is as a release before 0.2 wrote it.
    const story = number % 2 === 0 ? FIVE_TYPES : TEN_TYPES;
    logs.set(number, (log = historyOf(turns, `log ${number}`, {}, story)));
  }
  return log;
}

/** A bundle of any kind, with a checkpoint of any age that it may have. */
export function anyBundle(random: Random): Made {
  const log = anyLog(random);
  const { stream } = random.pick(log);
  const workspaceId = stream.slice(streamOf('').length);
  const ofStream = log.filter((event) => event.stream === stream);
  const made = { log, signer: SIGNER };
  switch (random.int(0, 3)) {
    case 0:
      return { ...made, scope: { kind: 'log' }, events: log, treeSize: random.int(1, log.length) };
    case 1:
      return { ...made, scope: { kind: 'workspace', workspaceId }, events: ofStream };
    case 2: {
      const first = random.int(0, log.length - 1);
      const events = log.slice(first, random.int(first + 1, log.length));
      return {
        ...made,
        scope: spanOf(events, random),
        events,
        treeSize: random.int(events.at(-1)!.index + 1, log.length),
      };
    }
    default: {
      const grants = ofStream.filter(({ type }) => type === 'SupportAccessGranted');
      if (grants.length === 0)
        return { ...made, scope: { kind: 'workspace', workspaceId }, events: ofStream };
      const { revision, event } = random.pick(grants);
      const { grantId } = event.data as { grantId: string };
      const last = ofStream.findLastIndex(
        (each) => 'grantId' in each.event.data && each.event.data.grantId === grantId,
      );
      const events = ofStream.slice(revision, last + 1);
      const scope: Scope = { kind: 'grant', workspaceId, grantId };
      return { ...made, scope, events, treeSize: random.int(events.at(-1)!.index + 1, log.length) };
    }
  }
}

function spanOf(events: readonly LoggedEvent[], random: Random): Scope {
  if (random.chance(0.5)) return { kind: 'span', by: 'position', after: '17', until: '99' };
  const [from, to] = [recordedAt(events[0]!), recordedAt(events.at(-1)!).replace('.000Z', '.001Z')];
  return random.pick([
    { kind: 'span', by: 'time', from, to },
    { kind: 'span', by: 'time', from },
    { kind: 'span', by: 'time', to },
  ]);
}

const recordedAt = ({ metadataJson }: LoggedEvent): string => JSON.parse(metadataJson).recordedAt;
