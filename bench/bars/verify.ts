import { fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VerifierKey } from '#evidence';
import { EVENTS_FILE, verifyBundle } from '#evidence';
import type { Bar } from '../bar.js';
import { atLeast, atMost } from '../finding.js';
import { writeBundle } from '../raw/bulk-bundle.js';
import { median, pairedRatio } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { interleaved } from '../workload/history.js';
import type { VerifyAnswer } from '../verify-process.js';
import { settle } from '../workload/in-flight.js';

const WORKSPACES = 1_000;
const MIB = 1 << 20;

/** An auditor's side: the bundle of a whole log, from its files alone. */
export const verify: Bar = {
  name: 'verify',
  title: 'Verification of a bundle',
  async run({ quick, directory, say }) {
    const [small, large] = quick ? [20_000, 100_000] : [500_000, 5_000_000];
    const rounds = quick ? 2 : 4;
    const bundle = join(directory, 'small');
    const key = fill(bundle, small);
    const [ours, raw]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      const rate = await runVerify(bundle, key, small);
      const rawRate = await runRaw(join(bundle, EVENTS_FILE), small);
      if (round === 0) continue; // Warms the code and the system's page cache up.
      ours.push(rate);
      raw.push(rawRate);
      say(`round ${round}: ${rate.toFixed(0)}, ${rawRate.toFixed(0)} events/s`);
    }
    const smallPeak = (await apart(bundle, key, small)).peakMiB;
    const largeBundle = join(directory, 'large');
    const { peakMiB, rate } = await apart(largeBundle, fill(largeBundle, large), large);
    return [
      {
        what: `verify, ${small} events`,
        measured: { value: median(ours), unit: 'events/s' },
        baseline: { what: 'raw read, parse, stringify, 3 SHA-256', value: median(raw), unit: 'events/s' },
        ratio: pairedRatio(ours, raw),
        bar: atLeast(0.5),
        note: 'one thread each; raw: the same lines, each hash over all bytes of a line',
      },
      {
        what: `peak RSS, ${large} events`,
        measured: { value: peakMiB, unit: 'MiB' },
        baseline: { what: `${small} events`, value: smallPeak, unit: 'MiB' },
        ratio: peakMiB / smallPeak,
        bar: atMost(1.2, 'ratio'),
        note: `${rate.toFixed(0)} events/s; ${WORKSPACES} workspaces in both`,
      },
    ];
  },
};

function fill(directory: string, events: number): VerifierKey {
  const startMs = Date.now() - 90 * 86_400_000;
  return writeBundle(directory, interleaved(workspaceIds(WORKSPACES), events / WORKSPACES, startMs));
}

async function runVerify(bundle: string, key: VerifierKey, events: number): Promise<number> {
  settle();
  const since = performance.now();
  const found = await verifyBundle(bundle, { vkeys: [key] });
  const elapsedMs = performance.now() - since;
  assertWhole(found.verdict, found.events, events);
  return (events * 1000) / elapsedMs;
}

/** In a process that has done nothing else: what made the bundle had memory of its own. */
async function apart(
  bundle: string,
  key: VerifierKey,
  events: number,
): Promise<{ rate: number; peakMiB: number }> {
  const child = fork(fileURLToPath(new URL('../verify-process.js', import.meta.url)), [bundle, key.vkey]);
  const [answer] = (await once(child, 'message')) as [VerifyAnswer];
  assertWhole(answer.verdict, answer.events, events);
  return { rate: (events * 1000) / answer.elapsedMs, peakMiB: answer.peakMiB };
}

function assertWhole(verdict: string, found: number, events: number): void {
  if (verdict !== 'whole' || found !== events) throw new Error(`${found} of ${events} events: ${verdict}`);
}

async function runRaw(file: string, events: number): Promise<number> {
  settle();
  const since = performance.now();
  let lines = 0;
  let written = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: MIB }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let begin = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, begin)) {
      const line = bytes.subarray(begin, end);
      written += JSON.stringify(JSON.parse(line.toString())).length;
      // The cheapest of its outputs.
      for (let i = 0; i < 3; i++) hash('sha256', line, 'binary');
      begin = end + 1;
      lines += 1;
    }
    rest = bytes.subarray(begin);
  }
  const elapsedMs = performance.now() - since;
  if (lines !== events || written === 0) throw new Error('it did not read them all');
  return (events * 1000) / elapsedMs;
}
