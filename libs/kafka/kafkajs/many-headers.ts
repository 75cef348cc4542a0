import { createRequire } from 'node:module';

type Header = { key: string; value: Buffer | null };
type Headers = Record<string, Buffer | null | (Buffer | null)[]>;
/** The part of kafkajs that is met here, which only reads headers. It is not its public interface, so package.json names its version exactly. */
type KafkajsDecoder = { prototype: { readVarIntArray: (this: unknown, read: unknown) => Header[] } };

/** Up to this many headers kafkajs's own code is fast enough. */
const FEW = 16;

const require = createRequire(import.meta.url);
let isInstalled = false;

/**
 * kafkajs copies all the headers that it has read for each that it reads: 10,000 in one message of 100 KB hold the process for
 * half a minute, its membership of the group is lost meanwhile, and the message is delivered again. Many are collected in one
 * pass instead.
 */
export function readManyHeaders(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { prototype } = require('kafkajs/src/protocol/decoder.js') as KafkajsDecoder;
  const readAll = prototype.readVarIntArray;
  prototype.readVarIntArray = function (read) {
    const headers = readAll.call(this, read);
    // It goes on with headers.reduce(…), and that is where the copies are made.
    return headers.length <= FEW ? headers : Object.assign(headers, { reduce: () => collected(headers) });
  };
}

/** As kafkajs has them: a name given more than once has a list. */
function collected(headers: readonly Header[]): Headers {
  const byName = new Map<string, Headers[string]>();
  for (const { key, value } of headers) {
    const before = byName.get(key);
    if (Array.isArray(before)) before.push(value);
    else byName.set(key, before === undefined ? value : [before, value]);
  }
  return Object.fromEntries(byName);
}
