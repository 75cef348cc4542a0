import type { Manifest } from '../bundle/manifest.js';
import { isSelection } from '../bundle/scope.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import type { KnownCheckpoints, NamedCheckpoint } from './known-checkpoints.js';
import type { Verification } from './verification.js';
import type { WalkedSelection } from './verify-selection.js';

/** All that a bundle without damage was found to be. */
export type Findings = {
  manifest: Pick<Manifest, 'scope' | 'origin'>;
  checkpoint: Checkpoint;
  known: KnownCheckpoints;
  events: number;
  streams: number;
  /** How many events from the first on are those that somebody signed for. */
  covered: number;
} & Partial<Pick<WalkedSelection, 'firstIndex' | 'lastIndex' | 'ended' | 'endless'>>;

/** For a reader who is no cryptographer, and must not be told more than is so. */
export function inWords(findings: Findings): Pick<Verification, 'proven' | 'notExcluded'> {
  const selection = isSelection(findings.manifest.scope);
  return {
    proven: [
      ...(selection ? provenOfSelection(findings) : provenOfWhole(findings)),
      ...provenByKnown(findings),
    ],
    notExcluded: [
      ...(selection ? openOfSelection(findings) : openOfWhole(findings)),
      ...openByKnown(findings),
      ...ALWAYS_OPEN,
    ],
  };
}

export const RECORD_ONLY =
  'An event that was never recorded leaves no trace: what is proven is what happened to the record, not that the record is complete.';
export const THEIR_CLOCK =
  'The times in the events are those of the clock of the process that recorded them.';
const ALWAYS_OPEN = [
  RECORD_ONLY,
  THEIR_CLOCK,
  'What the manifest says of itself, such as when the bundle was made, is signed by nobody.',
];

/** @param keptSize of the newest checkpoint kept elsewhere that was compared; 0 for none */
export const signerCouldHave = (origin: string, keptSize: number): string =>
  keptSize > 0
    ? `Whoever holds the signing key of ${origin} could have written another history after event ${keptSize - 1}, the last that a checkpoint kept earlier covers.`
    : `Whoever holds the signing key of ${origin} could have written another history and signed it: only a checkpoint that was kept elsewhere, earlier, would show that.`;

function provenOfWhole({
  manifest: { scope, origin },
  checkpoint: { size },
  events,
  streams,
  covered,
}: Findings) {
  const whose = scope.kind === 'workspace' ? `workspace ${scope.workspaceId}` : 'the log';
  if (events === 0) return [`${origin} signed that ${whose} had no events yet.`];
  const which = covered === events ? `All ${events} events` : `The first ${covered} of ${events} events`;
  return [
    `${which} are those that ${origin} signed for when ${whose} had ${size} events, from the first on: none of them was changed, removed, added or moved since.`,
    ...(scope.kind === 'log'
      ? [
          `The events of each of its ${streams} workspaces follow each other without a gap, from revision 0 on.`,
        ]
      : []),
  ];
}

function openOfWhole(findings: Findings): string[] {
  const { checkpoint, known, events, covered } = findings;
  const { scope } = findings.manifest;
  const { size } = checkpoint;
  const later = `Events recorded after the checkpoint of ${size} events was made are not spoken of: they may have been left out here.`;
  if (scope.kind === 'workspace' && known.comparable.length === 0)
    return [
      later,
      'Its checkpoint was signed when it was asked for. That the newest events had not been cut off by then, only a checkpoint of this workspace that was kept earlier shows, or the log.',
    ];
  if (scope.kind === 'workspace' || covered === events) return [later];
  return [
    `The last ${events - covered} events (from line ${covered + 1} on) came after the checkpoint: nothing signed covers them, and whoever had this file could have changed, removed or invented them. A newer checkpoint would tell.`,
  ];
}

function provenOfSelection({
  manifest,
  checkpoint,
  events,
  firstIndex,
  lastIndex,
  ended,
  endless,
}: Findings): string[] {
  const { scope, origin } = manifest;
  if (events === 0) return [`${origin} signed a log of ${checkpoint.size} events.`];
  const each = `Each of the ${events} events is in the log of ${checkpoint.size} events that ${origin} signed for, unchanged and at its place (the first is number ${firstIndex}, the last ${lastIndex}, counted from 0).`;
  if (scope.kind === 'span')
    return [each, 'Between the first and the last of them no event of the log is left out.'];
  return [
    each,
    'Between the first and the last of them no event of this workspace is left out.',
    ...(ended
      ? [
          'The grant is here from the event that gave it to the one that ended it: every login that was recorded under it is here' +
            (endless === 0 ? ', and the end of each session.' : '.'),
        ]
      : []),
  ];
}

function openOfSelection({ manifest: { scope }, checkpoint: { size }, ...found }: Findings): string[] {
  const { events, firstIndex = 0, lastIndex = 0, ended, endless = 0 } = found;
  if (scope.kind === 'grant')
    return ended === true
      ? [
          'Refused attempts after the grant had ended may have been left out.',
          ...(endless > 0 ? [endsAreMissing(endless)] : []),
        ]
      : ['The end of the grant is not here: later events of it, logins among them, may have been left out.'];
  if (events === 0)
    return [
      'Whether there were events of this span: a selection without events proves nothing of what it leaves out.',
    ];
  return [
    ...(firstIndex > 0
      ? [`Whether event ${firstIndex - 1} of the log, the one before the first, is of this span too.`]
      : []),
    ...(lastIndex < size - 1
      ? [`Whether event ${lastIndex + 1} of the log, the one after the last, is of this span too.`]
      : [`Events recorded after the checkpoint of ${size} events was made are not spoken of.`]),
  ];
}

/** The ends of sessions follow the end of their grant, so a bundle can be cut between them. */
const endsAreMissing = (sessions: number): string =>
  `When ${sessions} of its sessions ended, at the latest with the grant: the records of that may have been left out, and releases before 0.2 made none.`;

export const list = (known: readonly { name: string; size: number }[]): string =>
  known.map(({ name, size }) => `${name} (${size} events)`).join(', ');

/** A selection's tree has no root but the checkpoint's: only checkpoints of that size can be compared with it. */
function compared({ manifest: { scope }, checkpoint, known: { comparable } }: Findings): NamedCheckpoint[] {
  return isSelection(scope) ? comparable.filter(({ size }) => size === checkpoint.size) : comparable;
}

function provenByKnown(findings: Findings): string[] {
  const held = compared(findings);
  return held.length === 0
    ? []
    : [`It is the same history as that of the checkpoints kept earlier: ${list(held)}.`];
}

function openByKnown(findings: Findings): string[] {
  const { comparable, others } = findings.known;
  const held = compared(findings);
  const apart = comparable.filter((each) => !held.includes(each));
  return [
    ...(others.length > 0
      ? [`Checkpoints of another log or workspace were not compared: ${list(others)}.`]
      : []),
    ...(apart.length > 0
      ? [
          `Whether it is the same history as that of ${list(apart)}: that takes a proof of consistency, which a selection does not hold.`,
        ]
      : []),
    signerCouldHave(findings.manifest.origin, held.at(-1)?.size ?? 0),
  ];
}
