import type { Command } from 'commander';
import { v7 as uuid } from 'uuid';
import type { CommandResult } from '#client';
import { parseId, parsePersonId } from '../arguments.js';
import type { Cli } from '../cli.js';
import { examples } from '../examples.js';
import type { Format, FormatOptions } from '../format-option.js';
import { LIST_FORMATS, withFormats } from '../format-option.js';
import type { Paint } from '../paint.js';
import { printable } from '../printable.js';
import type { Shape } from '../rows.js';
import { Rows } from '../rows.js';

type Options = { reason?: string; key?: string } & FormatOptions<Format>;
type TicketOptions = Options & { workspace?: string[] };
type Closed = { results: readonly CommandResult[]; position: string };

/** `close-ticket <ticket>`: ends what a support case opened, wherever that is. */
export function addCloseTicketCommand(program: Command, cli: Cli): void {
  const command = program
    .command('close-ticket')
    .summary('close a support case: what it opened ends, wherever that is')
    .description(
      `Ends the grants, sessions and requests that name the ticket, in every workspace that has one.\n${THROUGH}`,
    )
    .argument('<ticket>', 'its id', parseId)
    .option(
      '--workspace <id>',
      'in this one, also if nothing names the ticket there; may be given several times',
      (id: string, before: string[] | undefined) => [...(before ?? []), parseId(id)],
    );
  withClosing(command, ['close-ticket T-42', "close-ticket T-42 --workspace acme --reason 'solved'"]).action(
    async (ticketId: string, { workspace, ...options }: TicketOptions) => {
      const { reason, key = uuid() } = options;
      const client = await cli.service!.writer();
      const terms = {
        ...(workspace && { workspaceIds: workspace }),
        ...(reason !== undefined && { reason }),
      };
      const sent = client.sessions.closeTicket(ticketId, terms, { idempotencyKey: key, signal: cli.signal });
      await print(cli, { ticketId }, await sentWith(cli, key, sent), options.format);
    },
  );
}

/** `close-engineer <engineer>`: ends what somebody has open who leaves. */
export function addCloseEngineerCommand(program: Command, cli: Cli): void {
  const command = program
    .command('close-engineer')
    .summary('end what an engineer has open who leaves')
    .description(
      `Ends the live sessions of the engineer and withdraws their pending requests, in every workspace.\n${THROUGH}`,
    )
    .argument('<engineer>', 'their id', parsePersonId);
  withClosing(command, ['close-engineer erin', "close-engineer erin --reason 'left the company'"]).action(
    async (engineerId: string, options: Options) => {
      const { reason, key = uuid() } = options;
      const client = await cli.service!.writer();
      const terms = reason === undefined ? {} : { reason };
      const sent = client.sessions.closeEngineer(engineerId, terms, {
        idempotencyKey: key,
        signal: cli.signal,
      });
      await print(cli, { engineerId }, await sentWith(cli, key, sent), options.format);
    },
  );
}

const THROUGH =
  'Sent to a running service over HTTP. In its development mode it needs no token: one is signed with the key in DEV_KEYS_DIR.\n' +
  'Exit code 1: in some workspace it was refused.';

const withClosing = (command: Command, lines: string[]): Command =>
  withFormats(
    command
      .option('--reason <text>', 'why; recorded')
      .option(
        '--key <key>',
        'sent again with the same key it closes nothing twice, and reaches what has come since',
      ),
    LIST_FORMATS,
  ).addHelpText('after', examples(lines));

/** Without an answer nobody knows what was done: with the same key it can be sent again. */
async function sentWith(cli: Cli, key: string, sending: Promise<Closed>): Promise<Closed> {
  try {
    return await sending;
  } catch (error) {
    cli.say(`To send it again: --key ${key}`);
    throw error;
  }
}

async function print(
  cli: Cli,
  of: { ticketId: string } | { engineerId: string },
  { results, position }: Closed,
  format: Format,
): Promise<void> {
  const rows = await Rows.open(cli.out, format, shapeOf(cli.paint), { ...of, position, list: 'results' });
  for (const result of results) await rows.write(result);
  await rows.close();
  const refused = results.filter(({ outcome }) => outcome === 'denied').length;
  if (refused > 0) cli.exitWith(1);
  const done = results.length - refused;
  cli.say(results.length === 0 ? 'There was nothing to close.' : `${done} done, ${refused} refused.`);
}

const typesOf = ({ events }: CommandResult): string => events.map(({ type }) => type).join(' ');

const shapeOf = (paint: Paint): Shape<CommandResult> => ({
  text: (result) => {
    const { workspaceId, outcome, code, repeated } = result;
    const again = repeated ? ', as it was before' : '';
    return `${paint.bold(printable(workspaceId))}  ${outcome}${code === undefined ? '' : ` (${code})`}${again}  ${typesOf(result)}`;
  },
  lines: (result) => [result],
  csv: [
    { name: 'workspaceId', of: ({ workspaceId }) => workspaceId },
    { name: 'outcome', of: ({ outcome }) => outcome },
    { name: 'code', of: ({ code }) => code },
    { name: 'commandId', of: ({ commandId }) => commandId },
    { name: 'eventTypes', of: typesOf },
    { name: 'position', of: ({ position }) => position },
  ],
});
