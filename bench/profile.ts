import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
};

const MAX_ENTRIES = 25;
/** A thread that did less than this much has nothing to tell. */
const LEAST_MS = 200;

/** The functions with most time of their own in each profile of a directory: one for each thread. */
export function topFunctions(directory: string): string {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.cpuprofile'))
    .map((file) => describe(join(directory, file)))
    .join('');
}

function describe(file: string): string {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const selfMs = new Map<string, number>();
  samples.forEach((id, i) => {
    const name = names.get(id)!;
    selfMs.set(name, (selfMs.get(name) ?? 0) + timeDeltas[i]! / 1000);
  });
  const idleMs = selfMs.get('(idle)') ?? 0;
  selfMs.delete('(idle)');
  const busyMs = [...selfMs.values()].reduce((sum, ms) => sum + ms, 0);
  if (busyMs < LEAST_MS) return '';
  const top = [...selfMs].sort(([, a], [, b]) => b - a).slice(0, MAX_ENTRIES);
  const lines = top.map(
    ([name, ms]) =>
      `${((100 * ms) / busyMs).toFixed(1).padStart(6)} %${ms.toFixed(0).padStart(8)} ms  ${name}`,
  );
  return `${file}: busy ${busyMs.toFixed(0)} ms, idle ${idleMs.toFixed(0)} ms\n${lines.join('\n')}\n`;
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const path = url.startsWith('file://') ? relative(process.cwd(), new URL(url).pathname) : url;
  return `${name} ${path}:${lineNumber + 1}`;
}
