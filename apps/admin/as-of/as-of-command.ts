import type { Command } from 'commander';
import type { EpochMs } from '#domain';
import { toInstant } from '#domain';
import { openLog } from '../api/log-reader.js';
import type { LogReader } from '../api/log-reader.js';
import { parseId, parseInstantOrNow } from '../arguments.js';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';
import { examples } from '../examples.js';
import type { Format, FormatOptions } from '../format-option.js';
import { LIST_FORMATS, withFormats } from '../format-option.js';
import { using } from '../opened.js';
import { Rows } from '../rows.js';
import type { Access, AsOf } from './access-at.js';
import { accessInLog, accessInWorkspace } from './access-in-log.js';
import { accessShape } from './access-shape.js';

type Options = { workspace?: string } & FormatOptions<Format>;

/** `as-of <instant>`: who could enter which workspace, and who was inside. */
export function addAsOfCommand(program: Command, cli: Cli): void {
  const command = program
    .command('as-of')
    .summary('who could enter which workspace at an instant, who was inside, and who waited')
    .description(
      'Who could enter which workspace at an instant, who was inside, who waited for an answer, and the events that say so,\n' +
        'by workspace id. The end of a grant is the one known then: what extended it later does not count.\n' +
        'Read from the log alone, not from anything that is derived from it.',
    )
    .argument('<instant>', 'such as 2026-11-22T09:30:00Z, or now', parseInstantOrNow)
    .option('--workspace <id>', 'this one alone, which is fast', parseId);
  withFormats(command, LIST_FORMATS)
    .addHelpText(
      'after',
      examples([
        'as-of now',
        'as-of 2026-11-22T09:30:00Z --workspace acme',
        'as-of 2026-11-01T00:00:00+01:00 --format csv > november.csv',
      ]),
    )
    .action(async (instant: EpochMs | 'now', options: Options) => {
      const now = cli.clock.now();
      const asOf = instant === 'now' ? now : instant;
      // Who will be in is not known: a grant may still be revoked.
      if (asOf > now) throw new UsageError(`${toInstant(asOf)} is in the future`);
      await using(openLog(cli), (reader) =>
        list(cli, reader, { at: asOf, isNow: instant === 'now' }, options),
      );
    });
}

async function list(
  { out, say, signal, progress, paint }: Cli,
  reader: LogReader,
  asOf: AsOf,
  { workspace, format }: Options,
): Promise<void> {
  const upTo = await reader.head();
  const options = { asOf, upTo, signal };
  // Before anything is printed: a workspace that the log does not have is no empty answer.
  const one = workspace === undefined ? undefined : await accessInWorkspace(reader, workspace, options);
  const head = { asOf: toInstant(asOf.at), position: `${upTo}`, list: 'workspaces' };
  const rows = await Rows.open(out, format, accessShape(paint), head);
  const count = { open: 0, inside: 0, waiting: 0 };
  const write = async (access: Access): Promise<void> => {
    if (access.grant !== undefined) count.open += 1;
    count.inside += access.inside.length;
    count.waiting += access.requests.length;
    await rows.write(access);
  };
  if (one !== undefined) await write(one);
  if (workspace === undefined) {
    const bar = progress('Reading the log');
    const onProgress = (position: bigint): void => bar.update(Number(position), Number(upTo));
    try {
      for await (const access of accessInLog(reader, { ...options, onProgress })) await write(access);
    } finally {
      bar.stop();
    }
  }
  await rows.close();
  const which =
    workspace === undefined
      ? `${count.open} workspaces could`
      : `${workspace} could${count.open === 0 ? ' not' : ''}`;
  const requests = count.waiting === 1 ? '1 request' : `${count.waiting} requests`;
  const waiting = count.waiting === 0 ? '' : ` ${requests} waited for an answer.`;
  say(
    `As of ${toInstant(asOf.at)} ${which} be entered, and ${count.inside} support sessions were inside.${waiting}`,
  );
}
