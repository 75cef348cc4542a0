import { ProblemError } from './problem-error.js';

type Range = { type: string; quality: number };

/**
 * The offered media type that the client prefers (RFC 9110, section 12.5.1); the first of equals.
 * @throws ProblemError 406 when the client accepts none of them
 */
export function negotiate<T extends string>(accept: string | undefined, offered: readonly [T, ...T[]]): T {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const ranges = accept.split(',').map(rangeOf);
  const wanted = offered
    .map((type) => ({ type, quality: qualityOf(type, ranges) }))
    .reduce((best, each) => (each.quality > best.quality ? each : best));
  if (wanted.quality > 0) return wanted.type;
  throw new ProblemError(406, 'NOT_ACCEPTABLE', `this call answers in: ${offered.join(', ')}`);
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const number = quality === undefined ? 1 : Number(quality);
  return { type, quality: number >= 0 && number <= 1 ? number : 0 };
}

/** The most specific range that covers a type decides. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  for (const covering of [type, `${type.slice(0, type.indexOf('/'))}/*`, '*/*']) {
    const range = ranges.find((each) => each.type === covering);
    if (range) return range.quality;
  }
  return 0;
}
