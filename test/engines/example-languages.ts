import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** With what the examples in Python import; `.ci/run` makes it. */
export const EXAMPLES_PYTHON = resolve('.cache/examples-python/bin/python');

export const HOW_TO_GET_EXAMPLES_PYTHON =
  'python3 -m venv .cache/examples-python && .cache/examples-python/bin/pip install -r test/examples/requirements.txt';

const GO_MODULES = ['examples/end-sessions/go', 'examples/generated/go', 'examples/openapi-generator'];

export const HOW_TO_GET_EXAMPLES_GO = `install Go 1.26 or newer (https://go.dev/dl), and let it fetch modules once: ${GO_MODULES.map((module) => `go -C ${module} mod download`).join('; ')}`;

export const hasExamplesPython = (): boolean =>
  existsSync(EXAMPLES_PYTHON) &&
  spawnSync(
    EXAMPLES_PYTHON,
    ['-c', 'import confluent_kafka, dateutil, openapi_python_client, pydantic, urllib3'],
    { stdio: 'ignore' },
  ).status === 0;

export const hasExamplesGo = (): boolean =>
  GO_MODULES.every(
    (module) => spawnSync('go', ['-C', module, 'mod', 'download'], { stdio: 'ignore' }).status === 0,
  );
