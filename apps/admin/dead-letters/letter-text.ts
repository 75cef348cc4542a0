import type { DeadLetter, LetterState } from '#kafka';
import type { Paint } from '../paint.js';
import type { Shape } from '../rows.js';

export type ListedLetter = {
  place: string;
  at: string;
  code: string;
  message: string;
  source: DeadLetter['source'];
  bytes: number;
  state: LetterState['kind'];
  by?: string;
  reason?: string;
  truncated?: true;
};

export function summaryOf(letter: DeadLetter, state: LetterState): ListedLetter {
  const { place, timestamp, code, message, source, value, truncated } = letter;
  return {
    place,
    at: new Date(timestamp).toISOString(),
    code,
    message,
    source,
    bytes: truncated?.length ?? value?.length ?? 0,
    state: state.kind,
    ...('mark' in state && { by: state.mark.by, reason: state.mark.reason }),
    ...(truncated && { truncated: true as const }),
  };
}

function letterLine(letter: ListedLetter, paint: Paint): string {
  const { place, at, bytes, code, message, state, by, reason } = letter;
  const end =
    state === 'open' ? '' : paint.dim(`  ${state} by ${printable(by ?? '')}: ${printable(reason ?? '')}`);
  return `${paint.bold(place.padEnd(8))}  ${at}  ${`${bytes}`.padStart(7)} B  ${code}: ${printable(message)}${end}`;
}

export const letterShape = (paint: Paint): Shape<ListedLetter> => ({
  text: (letter) => letterLine(letter, paint),
  lines: (letter) => [letter],
  csv: [
    { name: 'place', of: ({ place }) => place },
    { name: 'at', of: ({ at }) => at },
    { name: 'code', of: ({ code }) => code },
    { name: 'message', of: ({ message }) => message },
    { name: 'topic', of: ({ source }) => source.topic },
    { name: 'partition', of: ({ source }) => source.partition },
    { name: 'offset', of: ({ source }) => source.offset },
    { name: 'bytes', of: ({ bytes }) => bytes },
    { name: 'state', of: ({ state }) => state },
    { name: 'by', of: ({ by }) => by },
    { name: 'reason', of: ({ reason }) => reason },
  ],
});

/** Everything of a letter, for people and for machines. */
export function letterText(letter: DeadLetter, state: LetterState): { json: object; text: string } {
  const { place, source, code, message, key, value, headers, truncated } = letter;
  const summary = summaryOf(letter, state);
  const given = Object.entries(headers).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((one): [string, Buffer] => [
      name,
      Buffer.from(one ?? ''),
    ]),
  );
  const facts = [
    ['letter', place],
    ['since', summary.at],
    ['from', `${source.topic}, partition ${source.partition}, offset ${source.offset}`],
    ['why', `${code}: ${message}`],
    ['state', stateText(state)],
    ['key', key === null ? 'none' : bytesText(key)],
    ...given.map(([name, one]) => ['header', `${name}: ${bytesText(one)}`]),
    [
      'value',
      value === null
        ? 'none'
        : `${summary.bytes} bytes${truncated ? `, of which the first ${value.length} are here` : ''}`,
    ],
  ];
  const lines = facts.map(([name, text]) => `${name!.padEnd(8)}${printable(text!)}\n`).join('');
  return {
    json: {
      ...summary,
      ...('mark' in state && { mark: state.mark }),
      ...(truncated && { truncated }),
      headers: given.map(([name, one]) => ({ name, value: one.toString('base64') })),
      key: key?.toString('base64'),
      value: value?.toString('base64'),
    },
    text: value === null || value.length === 0 ? lines : `${lines}\n${bytesText(value, true)}\n`,
  };
}

function stateText(state: LetterState): string {
  if (state.kind === 'open') return 'open';
  const { by, reason, at } = state.mark;
  return `${state.kind} by ${by} at ${new Date(at).toISOString()}: ${reason}`;
}

/** The bytes as text if they are UTF-8, otherwise base64. Control characters are escaped, because they could manipulate a terminal. */
function bytesText(bytes: Buffer, lines = false): string {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) return `(base64) ${bytes.toString('base64')}`;
  return lines ? text.split('\n').map(printable).join('\n') : printable(text);
}

const printable = (text: string): string =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
