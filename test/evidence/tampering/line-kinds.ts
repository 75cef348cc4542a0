import type { Random } from '../../support/random.js';
import type { Tampering } from './tampering.js';
import type { Workpiece } from './workpiece.js';

/** To the text of one line, whose meaning stays the same. */
const rewritten =
  (rewrite: (line: string, random: Random) => string): Tampering =>
  (work, random) => {
    const at = random.int(0, work.events.length - 1);
    const change = pickFile(work, random);
    work.badLine = at + 1;
    change((text) => {
      const all = text.split('\n');
      all[at] = rewrite(all[at]!, random);
      return Buffer.from(all.join('\n'));
    });
  };

/** To the bytes of a file of lines. */
const rebuilt =
  (rebuild: (bytes: Buffer, random: Random) => Buffer): Tampering =>
  (work, random) => {
    const change = pickFile(work, random);
    change((text) => rebuild(Buffer.from(text), random));
  };

function pickFile(work: Workpiece, random: Random): (as: (text: string) => Buffer) => void {
  return work.isSelection && random.chance(0.4)
    ? (as) => void (work.asProofs = as)
    : (as) => void (work.asEvents = as);
}

const insert = (line: string, at: number, text: string): string => line.slice(0, at) + text + line.slice(at);
/** Where white space means nothing to JSON. */
const gaps = (line: string): number[] =>
  [...line.matchAll(/(?<=^\{|"[,:]|[\d\]}],)(?=["[{])/g)].map(({ index }) => index);

/** NDJSON that another program might take for the same. */
export const lineKinds: Record<string, Tampering> = {
  'a key twice': rewritten((line) => {
    const [member] = /"id":"[^"]*",/.exec(line)!;
    return line.replace(member, member + member);
  }),
  'a key twice, with another value': rewritten((line) => {
    const [member] = /"id":"[^"]*",/.exec(line)!;
    return line.replace(member, `"id":"other",${member}`);
  }),
  'white space': rewritten((line, random) =>
    insert(line, random.pick(gaps(line)), random.pick([' ', '\t', '  ', '\r'])),
  ),
  'keys in another order': rewritten((line) => {
    const value = JSON.parse(line) as object;
    return JSON.stringify(Object.fromEntries(Object.entries(value).reverse()));
  }),
  'an escape for a character': rewritten((line, random) => {
    const places = [...line.matchAll(/(?<=":")[a-z]/g)].map(({ index }) => index);
    const at = random.pick(places);
    const code = line.charCodeAt(at).toString(16).padStart(4, '0');
    return `${line.slice(0, at)}\\u${code}${line.slice(at + 1)}`;
  }),
  'another form of a number': rewritten((line, random) =>
    line.replace(/("revision"|"index"):(\d+)/, (_, key: string, digits: string) =>
      random.pick([`${key}:${digits}.0`, `${key}:${digits}e0`, `${key}:"${digits}"`]),
    ),
  ),
  'a member more': rewritten((line, random) =>
    insert(line, 1, random.pick(['"a":null,', '"\u0000":1,'.replace('\u0000', '\\u0000')])),
  ),
  'a blank line': rewritten((line) => `\n${line}`),
  'a byte-order mark': rebuilt((bytes) => Buffer.concat([Buffer.from('efbbbf', 'hex'), bytes])),
  'lines that end in CR LF': rebuilt((bytes) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n'))),
  'no end of the last line': rebuilt((bytes) => bytes.subarray(0, -1)),
  'a file cut anywhere': rebuilt((bytes, random) => {
    const at = random.int(0, bytes.length - 1);
    // A cut between lines is a tail cut off, which has a kind of its own.
    return bytes.subarray(0, bytes[at - 1] === 0x0a || at === 0 ? at + 1 : at);
  }),
  'a bit anywhere': rebuilt((bytes, random) => {
    const copy = Buffer.from(bytes);
    copy[random.int(0, copy.length - 1)]! ^= 1 << random.int(0, 7);
    return copy;
  }),
  'a byte that is no UTF-8': rebuilt((bytes, random) => {
    const copy = Buffer.from(bytes);
    copy[random.int(0, copy.length - 1)] = random.pick([0xff, 0xc0, 0x80]);
    return copy;
  }),
  'nothing at all': rebuilt(() => Buffer.alloc(0)),
};
