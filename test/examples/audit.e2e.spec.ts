import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { service, withService } from '../e2e/with-service.js';
import { EmptyDirectory } from '../packages/empty-directory.js';
import { eventually } from '../support/eventually.js';
import { ExampleProgram } from './example-program.js';

withService();

const directory = new EmptyDirectory();
beforeAll(() => {
  directory.install('client', ['jose']);
  directory.write('consumer.ts', readFileSync('examples/audit/consumer.ts', 'utf8'));
});
afterAll(() => directory.remove());

const start = (command: string, args: readonly string[], positionFile: string): ExampleProgram =>
  ExampleProgram.start(directory.path, command, args, {
    SUPPORT_URL: service.address,
    SUPPORT_TOKEN: service.token('auditor'),
    POSITION_FILE: positionFile,
  });
const update = (workspaceId: string) =>
  service
    .as('service')
    .updateWorkspace(workspaceId, { tier: 'team', forcedSso: false, ownerIds: ['olivia'] });
/** @returns the events that it printed, once there are `count` */
async function printed(consumer: ExampleProgram, count: number): Promise<Record<string, unknown>[]> {
  await eventually(`${count} events`, () => consumer.lines.length >= count, {
    instead: () => consumer.told,
  });
  return consumer.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('the audit consumer resumes after what it printed last, however it ended', async () => {
  await update('a');
  await update('b');
  const first = start(process.execPath, ['consumer.ts'], 'audit.txt');
  expect((await printed(first, 2)).map(({ subject }) => subject)).toEqual(['a', 'b']);
  await eventually('it saved its position', () => {
    const saved = readFileSync(`${directory.path}/audit.txt`, 'utf8');
    return saved === (JSON.parse(first.lines[1]!) as { position: string }).position;
  });
  await first.stop('SIGKILL');
  await update('c');
  const second = start(process.execPath, ['consumer.ts'], 'audit.txt');
  expect((await printed(second, 1)).map(({ subject }) => subject)).toEqual(['c']);
  await update('d');
  expect((await printed(second, 2)).map(({ subject }) => subject)).toEqual(['c', 'd']);
  await second.stop();
});

// Vector itself cannot be had from the registries that the tests may use.
it('the command of Vector’s configuration gives lines with all that its transform reads', async () => {
  const { sources, transforms, sinks } = parse(readFileSync('examples/siem/vector.yaml', 'utf8'));
  const { type, mode, command } = sources.support_access;
  expect({ type, mode, command }).toEqual({
    type: 'exec',
    mode: 'streaming',
    command: ['node', '../audit/consumer.ts'],
  });
  expect(transforms.for_the_siem.inputs).toEqual(['support_access']);
  expect(sinks.siem.inputs).toEqual(['for_the_siem']);
  const read = [...(transforms.for_the_siem.source as string).matchAll(/(?<=[ (])\.([a-z]+)\b/g)].map(
    ([, name]) => name!,
  );
  expect(read).toEqual(['type', 'time', 'id', 'type', 'subject', 'position', 'data']);

  const [program, file] = command as [string, string];
  const source = start(program, [file.replace('../audit/', '')], 'vector.txt');
  await service.as('owner').grant('a');
  const events = await printed(source, 1);
  for (const event of events) for (const name of read) expect(event).toHaveProperty(name);
  await source.stop();
});
