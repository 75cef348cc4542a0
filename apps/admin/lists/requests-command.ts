import type { Command } from 'commander';
import { Option } from 'commander';
import { MINUTE_MS } from '#domain';
import type { ListedRequest, RequestStatus } from '#read-models';
import { REQUEST_STATUSES } from '#read-models';
import { parseId, parsePersonId } from '../arguments.js';
import type { Cli } from '../cli.js';
import { examples } from '../examples.js';
import type { Format, FormatOptions } from '../format-option.js';
import { LIST_FORMATS, withFormats } from '../format-option.js';
import type { Paint } from '../paint.js';
import type { Shape } from '../rows.js';
import { because, duration, from, person } from '../words.js';
import { printListing } from './listing.js';

type Options = {
  status?: RequestStatus;
  workspace?: string;
  engineer?: string;
  ticket?: string;
} & FormatOptions<Format>;

/** `requests`: who asked to be let in, and what became of it. */
export function addRequestsCommand(program: Command, cli: Cli): void {
  const command = program
    .command('requests')
    .summary('who asked to be let in, and what became of it')
    .description(
      'Requests for access and for extensions, newest first, with what became of each.\n' +
        'Read from what the service derived from the log; as-of tells from the log what waited at an instant.',
    )
    .addOption(new Option('--status <status>', 'only those of which this became').choices(REQUEST_STATUSES))
    .option('--workspace <id>', 'only of this workspace', parseId)
    .option('--engineer <id>', 'only by this engineer', parsePersonId)
    .option('--ticket <id>', 'only for this ticket', parseId);
  withFormats(command, LIST_FORMATS)
    .addHelpText(
      'after',
      examples([
        'requests --status pending',
        'requests --workspace acme --format csv',
        'requests --ticket T-42',
      ]),
    )
    .action(async ({ status, workspace, engineer, ticket, format }: Options) => {
      const count = await printListing(cli, {
        format,
        shape: requestShape(cli.paint),
        list: 'requests',
        page: async (models, options) => {
          const { requests: rows, next } = await models.requests({
            ...options,
            ...(status !== undefined && { status }),
            ...(workspace !== undefined && { workspaceId: workspace }),
            ...(engineer !== undefined && { requestedBy: engineer }),
            ...(ticket !== undefined && { ticketId: ticket }),
          });
          return { rows, next };
        },
      });
      cli.say(count === 1 ? '1 request.' : `${count} requests.`);
    });
}

const requestShape = (paint: Paint): Shape<ListedRequest> => ({
  text: (request) => {
    const { workspaceId, requestedBy, at, durationMinutes, grantId, requestId, status, endedAt } = request;
    const more = grantId === undefined ? '' : ' more';
    return [
      `${at}  ${paint.bold(workspaceId)}  ${person(requestedBy)}${from(request)}, for ${duration(durationMinutes * MINUTE_MS)}${more}${because(request)}`,
      `  ${endOf(request)}${status === 'pending' ? `, until ${request.requestExpiresAt}` : ` ${endedAt ?? ''}`}`,
      paint.dim(`  request ${requestId}`),
    ].join('\n');
  },
  lines: (row) => [row],
  csv: [
    { name: 'at', of: ({ at }) => at },
    { name: 'workspaceId', of: ({ workspaceId }) => workspaceId },
    { name: 'requestId', of: ({ requestId }) => requestId },
    { name: 'engineerId', of: ({ requestedBy }) => requestedBy.id },
    { name: 'engineerName', of: ({ requestedBy }) => requestedBy.name },
    { name: 'engineerEmail', of: ({ requestedBy }) => requestedBy.email },
    { name: 'durationMinutes', of: ({ durationMinutes }) => durationMinutes },
    { name: 'reason', of: ({ reason }) => reason },
    { name: 'ticketId', of: ({ ticketId }) => ticketId },
    { name: 'grantId', of: ({ grantId }) => grantId },
    { name: 'requestExpiresAt', of: ({ requestExpiresAt }) => requestExpiresAt },
    { name: 'status', of: ({ status }) => status },
    { name: 'endedAt', of: ({ endedAt }) => endedAt },
    { name: 'endedBy', of: ({ endedBy }) => endedBy?.id },
    { name: 'endReason', of: ({ endReason }) => endReason },
    { name: 'approvedGrantId', of: ({ approvedGrantId }) => approvedGrantId },
    { name: 'ipAddress', of: ({ ipAddress }) => ipAddress },
    { name: 'userAgent', of: ({ userAgent }) => userAgent },
    { name: 'commandId', of: ({ commandId }) => commandId },
  ],
});

const endOf = ({ status, endedBy, endReason }: ListedRequest): string =>
  `${status}${endedBy === undefined ? '' : ` by ${person(endedBy)}`}${because({ reason: endReason })}`;
