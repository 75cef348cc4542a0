import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { VerifierKey } from '#evidence';
import { EVENTS_FILE, verifyBundle } from '#evidence';
import type { Bar } from '../bar.js';
import { atLeast, atMost } from '../finding.js';
import { writeBundle } from '../raw/bulk-bundle.js';
import { median, pairedRatio } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { interleaved } from '../workload/history.js';
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
    let smallPeak = 0;
    for (let round = 0; round <= rounds; round++) {
      const { rate, peakMiB } = await runVerify(bundle, key, small);
      const rawRate = await runRaw(join(bundle, EVENTS_FILE), small);
      if (round === 0) continue; // Warms the code and the system's page cache up.
      ours.push(rate);
      raw.push(rawRate);
      smallPeak = Math.max(smallPeak, peakMiB);
      say(`round ${round}: ${rate.toFixed(0)}, ${rawRate.toFixed(0)} events/s`);
    }
    const largeBundle = join(directory, 'large');
    const { rate, peakMiB } = await runVerify(largeBundle, fill(largeBundle, large), large);
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

async function runVerify(
  bundle: string,
  key: VerifierKey,
  events: number,
): Promise<{ rate: number; peakMiB: number }> {
  let peak = 0;
  settle();
  const since = performance.now();
  const { verdict, damage, ...found } = await verifyBundle(bundle, {
    vkeys: [key],
    onProgress: () => (peak = Math.max(peak, process.memoryUsage.rss())),
  });
  const elapsedMs = performance.now() - since;
  if (verdict !== 'whole' || found.events !== events || found.uncovered !== undefined)
    throw new Error(`it was not found whole: ${damage?.message}`);
  return { rate: (events * 1000) / elapsedMs, peakMiB: peak / MIB };
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
      for (let i = 0; i < 3; i++) hash('sha256', line, 'buffer');
      begin = end + 1;
      lines += 1;
    }
    rest = bytes.subarray(begin);
  }
  const elapsedMs = performance.now() - since;
  if (lines !== events || written === 0) throw new Error('it did not read them all');
  return (events * 1000) / elapsedMs;
}
