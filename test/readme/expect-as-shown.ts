import { differenceFrom } from './as-shown.js';
import type { ShellBlock } from './blocks.js';
import type { Shell } from './shell.js';

const SHOWN_WITHIN_MS = 60_000;

/** Read models and topics follow the log within moments; a reader who is too fast looks again, and so does this. */
const onlyLooks = ({ script }: ShellBlock): boolean => !/\bsend\b|kcat -P| -d /.test(script);

/** What a step is called in a test report. */
export const titleOf = ({ line, script }: ShellBlock): string =>
  `line ${line}: ${script.split('\n', 1)[0]!.slice(0, 80)}`;

/** Runs a block as a reader does. @throws Error when what it prints is not what the document shows */
export async function expectAsShown(shell: Shell, block: ShellBlock, timeoutMs?: number): Promise<void> {
  const until = performance.now() + SHOWN_WITHIN_MS;
  for (;;) {
    const printed = await shell.run(block.script, timeoutMs);
    const difference = block.shown && differenceFrom(block.shown, printed);
    if (difference === undefined) return;
    if (!onlyLooks(block) || performance.now() > until)
      throw new Error(
        `line ${block.line} of the document shows something else:\n${block.script}\n${difference}`,
      );
  }
}
