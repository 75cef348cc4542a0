import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Where `.ci/run` puts it, and where its own installers do. */
const PROGRAMS = [resolve('.cache/schemathesis/bin/schemathesis'), 'schemathesis'];
const OLDEST_MAJOR = 4;

export const HOW_TO_GET_SCHEMATHESIS =
  'python3 -m venv .cache/schemathesis && .cache/schemathesis/bin/pip install schemathesis';

/** The program, of a version whose options we use. */
export function schemathesis(): string | undefined {
  return PROGRAMS.find((program) => {
    const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    return status === 0 && Number(/version (\d+)\./.exec(stdout)?.[1]) >= OLDEST_MAJOR;
  });
}
