import type { Damage, Verification } from '#evidence';
import type { Paint } from '../paint.js';
import { printable } from '../printable.js';

/** What was found, for a reader who is no cryptographer. What it repeats of a bundle may be anybody's text. */
export function verdictInWords(found: Verification, paint: Paint): string[] {
  switch (found.verdict) {
    case 'whole':
      return [
        paint.green('WHOLE'),
        '',
        'Proven:',
        ...found.proven.map(item),
        '',
        'Not excluded:',
        ...found.notExcluded.map(item),
      ];
    case 'damaged':
      return [paint.red('DAMAGED'), ...(found.damage ? damageInWords(found.damage) : [])];
    case 'unknown':
      return [
        paint.yellow('COULD NOT TELL'),
        ...(found.doubt ? [printable(`${found.doubt.kind}: ${found.doubt.message}`)] : []),
      ];
    default:
      return found.verdict satisfies never;
  }
}

const item = (sentence: string): string => `- ${printable(sentence)}`;

function damageInWords({ kind, message, where }: Damage): string[] {
  const { file, line, index, untilIndex, stream, revision, position } = where;
  const places = [
    file === undefined ? undefined : `file ${file}`,
    line === undefined ? undefined : `line ${line}`,
    index === undefined
      ? undefined
      : `event ${index}${untilIndex === undefined ? '' : ` to ${untilIndex}`} of the log`,
    stream === undefined ? undefined : `stream ${stream}`,
    revision === undefined ? undefined : `revision ${revision}`,
    position === undefined ? undefined : `position ${position}`,
  ].filter((place) => place !== undefined);
  return [
    printable(`${kind}: ${message}`),
    ...(places.length > 0 ? [printable(`First found at ${places.join(', ')}.`)] : []),
  ];
}

/** For machines. */
export const verdictJson = ({ checkpoint, ...found }: Verification): object => ({
  ...found,
  ...(checkpoint && { checkpoint: { ...checkpoint, root: checkpoint.root.toString('base64') } }),
});
