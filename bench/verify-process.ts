// One verification in a process of its own, so that its memory is its own: node verify-process.js <bundle> <vkey>
import { parseVkeys, verifyBundle } from '#evidence';
import { residentOf } from './process-facts.js';

/** What the process says to the one that started it. */
export type VerifyAnswer = { verdict: string; events: number; elapsedMs: number; peakMiB: number };

const [bundle = '', vkey = ''] = process.argv.slice(2);
const since = performance.now();
const { verdict, events } = await verifyBundle(bundle, { vkeys: parseVkeys(vkey) });
const elapsedMs = performance.now() - since;
const answer: VerifyAnswer = { verdict, events, elapsedMs, peakMiB: residentOf(process.pid).peakMiB };
process.send?.(answer, () => process.disconnect());
