import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { canHaveImage } from './docker-image.js';
import { hasJavaForKafka, privateKafkaSource } from './kafka-broker.js';

const path = process.env.PATH;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'support-access-docker-'));
  process.env.PATH = `${directory}${delimiter}${path}`;
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(directory, { recursive: true });
});

/** A command line that succeeds where the first words of its arguments are among these. */
const dockerThatCan = (...words: string[]): void =>
  writeFileSync(
    join(directory, 'docker'),
    `#!/bin/sh\ncase "$1 $2" in ${words.join(' | ')}) ;; *) exit 1 ;; esac\n`,
    {
      mode: 0o755,
    },
  );

// Its suites failed for want of an image, with Java beside it.
it('a Docker that neither has the image nor reaches a registry is none', () => {
  dockerThatCan('info*');
  expect(canHaveImage('apache/kafka:4.1.1')).toBe(false);
  expect(privateKafkaSource()).toBe(hasJavaForKafka() ? 'java' : undefined);
});

it.each([
  ['has the image', ["'image inspect'"]],
  ['can fetch it', ['info*', "'manifest inspect'"]],
])('one that %s is', (_, words) => {
  dockerThatCan(...words);
  expect(canHaveImage('apache/kafka:4.1.1')).toBe(true);
});
