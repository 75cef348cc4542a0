import type { Command } from 'commander';
import { Option } from 'commander';
import type { ListedSession } from '#read-models';
import { parseId, parsePersonId } from '../arguments.js';
import type { Cli } from '../cli.js';
import { examples } from '../examples.js';
import type { Format, FormatOptions } from '../format-option.js';
import { LIST_FORMATS, withFormats } from '../format-option.js';
import type { Paint } from '../paint.js';
import type { Shape } from '../rows.js';
import { person } from '../words.js';
import { printListing } from './listing.js';

type Options = {
  live?: true;
  ended?: true;
  workspace?: string;
  engineer?: string;
  ticket?: string;
} & FormatOptions<Format>;

/** `sessions`: who is inside, and who was. */
export function addSessionsCommand(program: Command, cli: Cli): void {
  const command = program
    .command('sessions')
    .summary('who is inside, and who was')
    .description(
      'Support sessions, newest first, with when and why each was over.\n' +
        'Read from what the service derived from the log; as-of tells from the log who was inside at an instant.',
    )
    .option('--live', 'only those that are live')
    .addOption(new Option('--ended', 'only those that are over').conflicts('live'))
    .option('--workspace <id>', 'only in this workspace', parseId)
    .option('--engineer <id>', 'only of this engineer', parsePersonId)
    .option('--ticket <id>', 'only for this ticket', parseId);
  withFormats(command, LIST_FORMATS)
    .addHelpText(
      'after',
      examples(['sessions --live', 'sessions --engineer erin --format csv', 'sessions --ticket T-42']),
    )
    .action(async ({ live, ended, workspace, engineer, ticket, format }: Options) => {
      const count = await printListing(cli, {
        format,
        shape: sessionShape(cli.paint),
        list: 'sessions',
        page: async (models, options) => {
          const { sessions: rows, next } = await models.sessions({
            ...options,
            ...(live && { live: true }),
            ...(ended && { live: false }),
            ...(workspace !== undefined && { workspaceId: workspace }),
            ...(engineer !== undefined && { engineer }),
            ...(ticket !== undefined && { ticketId: ticket }),
          });
          return { rows, next };
        },
      });
      cli.say(count === 1 ? '1 session.' : `${count} sessions.`);
    });
}

const sessionShape = (paint: Paint): Shape<ListedSession> => ({
  text: ({ at, workspaceId, engineer, ticketId, cause, endedAt, sessionExpiresAt, grantId, sessionId }) =>
    [
      `${at}  ${paint.bold(workspaceId)}  ${person(engineer)}${ticketId === undefined ? '' : `, ticket ${ticketId}`}`,
      endedAt === undefined
        ? `  live, until ${sessionExpiresAt} at most`
        : `  ${cause ?? 'ended'} ${endedAt}`,
      paint.dim(`  session ${sessionId}, grant ${grantId}`),
    ].join('\n'),
  lines: (row) => [row],
  csv: [
    { name: 'at', of: ({ at }) => at },
    { name: 'workspaceId', of: ({ workspaceId }) => workspaceId },
    { name: 'sessionId', of: ({ sessionId }) => sessionId },
    { name: 'grantId', of: ({ grantId }) => grantId },
    { name: 'engineerId', of: ({ engineer }) => engineer.id },
    { name: 'engineerName', of: ({ engineer }) => engineer.name },
    { name: 'engineerEmail', of: ({ engineer }) => engineer.email },
    { name: 'ticketId', of: ({ ticketId }) => ticketId },
    { name: 'sessionExpiresAt', of: ({ sessionExpiresAt }) => sessionExpiresAt },
    { name: 'endedAt', of: ({ endedAt }) => endedAt },
    { name: 'cause', of: ({ cause }) => cause },
  ],
});
