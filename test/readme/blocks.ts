import { readFileSync } from 'node:fs';

/** A fenced `sh` block of a document: what a reader types, and what the block after it says they will see. */
export type ShellBlock = {
  /** Where it begins in the file, from 1. */
  line: number;
  /** The word after `sh`: `start` for what goes on running, `slow`, `kafka`; empty for most. */
  kind: string;
  script: string;
  shown?: { language: 'json' | 'text'; text: string };
};

const FENCE = /^```(\w*) ?(\w*)\n(.*?)^```$/gms;

/** In the order of the file. A `json` or `text` block belongs to the `sh` block before it. */
export function shellBlocksOf(file: string): ShellBlock[] {
  const markdown = readFileSync(file, 'utf8');
  const blocks: ShellBlock[] = [];
  for (const { 1: language, 2: kind = '', 3: body = '', index } of markdown.matchAll(FENCE)) {
    const line = markdown.slice(0, index).split('\n').length + 1;
    if (language === 'sh') blocks.push({ line, kind, script: body });
    if (language !== 'json' && language !== 'text') continue;
    const last = blocks.at(-1);
    if (last === undefined || last.shown !== undefined)
      throw new Error(`line ${line} shows the output of nothing`);
    last.shown = { language, text: body };
  }
  return blocks;
}
