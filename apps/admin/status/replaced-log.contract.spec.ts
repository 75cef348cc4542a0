import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '#event-store';
import { openLogTree } from '#evidence';
import { openReadModels } from '#read-models';
import { Random } from '../../../test/support/random.js';
import { allEvents, appendSample } from '../export/spec/sample-log.js';
import { runCommand } from '../run-command.js';
import { FakeCli } from '../spec/fake-cli.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'status-'))));
afterEach(() => rmSync(directory, { recursive: true }));

const urlOf = (name: string): string => `sqlite:${join(directory, `${name}.db`)}`;

async function statusOn(log: string) {
  const cli = new FakeCli({ EVENT_STORE_URL: urlOf(log), READ_MODEL_URL: urlOf('models') });
  await runCommand(cli, ['status', '--json']);
  return JSON.parse(cli.bytes.toString());
}

it.each([12, 15])('a log of %i events that is not the one of 12 that was folded is told', async (count) => {
  for (const [name, events] of [
    ['folded', 12],
    ['other', count],
  ] as const) {
    const store = await openEventStore(urlOf(name));
    await appendSample(store, ['acme'], events, new Random(1));
    if (name === 'folded') {
      const log = await allEvents(store);
      for (const target of [await openReadModels(urlOf('models')), await openLogTree(urlOf('models'))]) {
        await target.apply(log, log.at(-1)!.position);
        await target.close();
      }
    }
    await store.close();
  }
  expect(await statusOn('folded')).toMatchObject({
    readModels: { status: 'up' },
    logTree: { status: 'up', size: 12 },
  });
  const replaced = {
    status: 'down',
    reason: expect.stringMatching(/where the log has another event: the log was replaced/),
  };
  expect(await statusOn('other')).toMatchObject({ readModels: replaced, logTree: replaced });
});
