import type { Command } from 'commander';
import { sqliteFile } from '#config';
import { hasWriter, openEventReader } from '#event-store';
import { openReadModels, rebuildReadModels } from '#read-models';
import type { Cli } from '../cli.js';
import { NoAnswerError } from '../cli.js';
import { examples } from '../examples.js';
import { using } from '../opened.js';

/** `rebuild`: the read models made anew from the log, beside those that answer, and then in their place. */
export function addRebuildCommand(program: Command, cli: Cli): void {
  program
    .command('rebuild')
    .summary('make the read models anew from the log, in place of those that answer')
    .description(
      'Makes the read models anew from the first event on, beside those that answer, and puts them in their place: for rows\n' +
        'that somebody has edited. On PostgreSQL the service may run, and goes on from there; with read models in a file\n' +
        'it must be stopped. The log, its tree and the list of grants that will end are not touched.',
    )
    .addHelpText('after', examples(['rebuild']))
    .action(async () => {
      const { eventStoreUrl, readModelUrl } = cli.config();
      if (sqliteFile(readModelUrl) !== undefined && sqliteFile(eventStoreUrl) !== undefined)
        if (await hasWriter(eventStoreUrl))
          throw new NoAnswerError('a service is running: with read models in a file, stop it first');
      await using(openEventReader(eventStoreUrl), (reader) =>
        using(openReadModels(readModelUrl), async (models) => {
          const bar = cli.progress('Rebuilding the read models');
          const head = await reader.head();
          let events = 0;
          let position: bigint;
          try {
            position = await rebuildReadModels(reader, models, {
              upTo: head,
              signal: cli.signal,
              onEvent: () => void events++,
              onProgress: (reached) => bar.update(Number(reached), Number(head)),
            });
          } finally {
            bar.stop();
          }
          cli.say(`The read models are made anew of ${events} events, up to position ${position}.`);
        }),
      );
    });
}
