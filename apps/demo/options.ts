import { parseArgs } from 'node:util';
import { asError } from '#domain';

export type DemoOptions = { directory: string; seed: string; workspaces: number; serve: boolean };

export const USAGE = `npm run demo -- [options]
  --data <directory>   where it is made, anew each time (data/demo)
  --seed <text>        another history (support)
  --workspaces <n>     how many, 3 to 378 (200)
  --no-serve           fill the directory and start nothing
`;

/** Said to the one who typed it. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { values } = parse(args);
  const workspaces = Number(values.workspaces);
  if (!Number.isInteger(workspaces) || workspaces < 3 || workspaces > 378)
    throw new UsageError('--workspaces must be a whole number from 3 to 378');
  return { directory: values.data, seed: values.seed, workspaces, serve: !values['no-serve'] };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string', default: 'data/demo' },
        seed: { type: 'string', default: 'support' },
        workspaces: { type: 'string', default: '200' },
        'no-serve': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(asError(error).message);
  }
}
