import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import { examples } from '../examples.js';
import type { FormatOptions } from '../format-option.js';
import { DOCUMENT_FORMATS, withFormats } from '../format-option.js';
import { duration } from '../words.js';
import type { Paint } from '../paint.js';
import type { Followed, LeaseFacts, Part, Status } from './parts.js';
import { readStatus } from './parts.js';
import { readServiceStatus } from './service-status.js';

/** `status`: what the service stands on, and how far everything is. */
export function addStatusCommand(program: Command, cli: Cli): void {
  const command = program
    .command('status')
    .summary('stores, positions, lags, and whether a service writes')
    .description(
      'What the service stands on: its stores, how far everything that follows the log is, the Kafka consumer group.\n' +
        'It asks the stores and the brokers, not the service, so it answers without one too. With --api it asks a service,\n' +
        'which needs no token and tells no positions.\n' +
        'Exit code 1 when a part is down, or the list of grants that will end lacks some.',
    );
  withFormats(command, DOCUMENT_FORMATS)
    .addHelpText('after', examples(['status', 'status --json']))
    .action(async ({ format }: FormatOptions<'text' | 'json'>) => {
      if (cli.service?.api !== undefined) return askService(cli, cli.service.api, format);
      const status = await readStatus(cli.config(), cli.clock);
      if (format === 'json') await cli.out.json(status);
      else for (const each of parts(status)) await cli.out.line(lineOf(each, cli.paint));
      if (parts(status).some(({ part }) => part.status === 'down')) cli.exitWith(1);
    });
}

async function askService(cli: Cli, api: string, format: 'text' | 'json'): Promise<void> {
  const status = await readServiceStatus(api, cli.clock, cli.signal);
  const told = Object.entries(status.components).map(([name, part]) =>
    named(name, part, ({ standby }) => (standby ? 'another process is the active one' : '')),
  );
  if (format === 'json') await cli.out.json(status);
  else for (const each of told) await cli.out.line(lineOf(each, cli.paint));
  cli.say(
    `${status.ready ? 'Ready' : 'Not ready'}. Over HTTP no positions and lags are told: those have the stores, and /metrics.`,
  );
  if (told.some(({ part }) => part.status === 'down')) cli.exitWith(1);
}

type Named = { name: string; part: Part<object>; facts: string };

function parts(status: Status): Named[] {
  const { eventStore, readModels, logTree, checkpoint, dueList, leases, publisher, consumerGroup } = status;
  return [
    named('event store', eventStore, ({ position, written }) =>
      written ? `at position ${position}, being written` : `at position ${position}, written by nobody`,
    ),
    named('read models', readModels, behind),
    named('log tree', logTree, (facts) => `${behind(facts)}; ${facts.size} events`),
    ...(checkpoint
      ? [
          named(
            'last checkpoint',
            checkpoint,
            ({ size, ageMs, uncovered }) =>
              `of ${size} events, ${duration(ageMs)} ago; ${uncovered} since are not covered`,
          ),
        ]
      : []),
    named('due list', dueList, (facts) => {
      const next = facts.nextAt === undefined ? 'no grant is open' : `the next grant ends at ${facts.nextAt}`;
      return `${behind(facts)}; ${facts.overdue} overdue, ${next}`;
    }),
    ...(leases ? [named('leases', leases, holdersOf)] : []),
    ...(publisher ? [named('event publisher', publisher, behind)] : []),
    ...(consumerGroup
      ? [
          named(
            'consumer group',
            consumerGroup,
            ({ group, topic, lag }) => `${group} has ${lag} of ${topic} before it`,
          ),
        ]
      : []),
  ];
}

const named = <Facts extends object>(
  name: string,
  part: Part<Facts>,
  facts: (part: Facts) => string,
): Named => ({ name, part, facts: part.status === 'up' ? facts(part) : part.reason });

const behind = ({ position, lagMs }: Followed): string =>
  lagMs === 0 ? `at position ${position}, the end` : `at position ${position}, ${lagMs} ms behind`;

const holdersOf = ({ holders }: { holders: Record<string, LeaseFacts> }): string =>
  Object.entries(holders)
    .map(([role, { held, holder, token }]) => `${role}: ${held ? holder : 'nobody'} (token ${token})`)
    .join(', ') || 'nobody has asked for one yet';

const lineOf = ({ name, part, facts }: Named, paint: Paint): string => {
  const word = part.status === 'up' ? paint.green('up  ') : paint.red('down');
  return `${name.padEnd(16)} ${word}  ${facts}`.trimEnd();
};
