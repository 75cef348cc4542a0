import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export type DoubleProcess = {
  url: string;
  pid: number | undefined;
  /** Does what {@link run-double.ts} says the word does. */
  tell(word: 'stop' | 'start' | 'drop' | `late ${number}`): Promise<void>;
  close(): Promise<void>;
};

/** The built double, so that what is measured or killed beside it has a process of its own. */
export async function startDoubleProcess(): Promise<DoubleProcess> {
  const file = resolve('dist/test/doubles/eventstoredb/run-double.js');
  if (!existsSync(file)) throw new Error(`${file} is not there: npm run build`);
  const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the double ended');
    return value;
  };
  return {
    url: await answer(),
    pid: child.pid,
    tell: async (word) => {
      child.stdin.write(`${word}\n`);
      await answer();
    },
    close: async () => {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
