import { Command } from 'commander';
import { mayAskService, Service, SERVICE_HELP, withService } from './api/service.js';
import type { Cli } from './cli.js';
import { examples } from './examples.js';
import { version } from '#config';

type AddCommand = (program: Command, cli: Cli) => void;

/** In the order of the help. Each is added by a function of its own, from the folder of its area. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  status: async () => (await import('./status/status-command.js')).addStatusCommand,
  'as-of': async () => (await import('./as-of/as-of-command.js')).addAsOfCommand,
  timeline: async () => (await import('./timeline/timeline-command.js')).addTimelineCommand,
  report: async () => (await import('./report/report-command.js')).addReportCommand,
  verify: async () => (await import('./verify/verify-command.js')).addVerifyCommand,
  checkpoints: async () => (await import('./checkpoints/checkpoints-command.js')).addCheckpointsCommand,
  replay: async () => (await import('./replay/replay-command.js')).addReplayCommand,
  rebuild: async () => (await import('./rebuild/rebuild-command.js')).addRebuildCommand,
  export: async () => (await import('./export/export-command.js')).addExportCommand,
  'copy-events': async () => (await import('./copy-events/copy-events-command.js')).addCopyEventsCommand,
  requests: async () => (await import('./lists/requests-command.js')).addRequestsCommand,
  sessions: async () => (await import('./lists/sessions-command.js')).addSessionsCommand,
  'close-ticket': async () => (await import('./closures/closures-command.js')).addCloseTicketCommand,
  'close-engineer': async () => (await import('./closures/closures-command.js')).addCloseEngineerCommand,
  expiry: async () => (await import('./expiry/expiry-command.js')).addExpiryCommand,
  'dead-letters': async () => (await import('./dead-letters/dead-letters-command.js')).addDeadLettersCommand,
  token: async () => (await import('./token/token-command.js')).addTokenCommand,
};

/** @param args what was typed: a command that begins them is loaded alone, which halves the time to its first line */
export async function createProgram(cli: Cli, [name = '']: readonly string[]): Promise<Command> {
  const program = withService(new Command('support-access'))
    .description(
      'What operators and compliance do with a log of support access, on a running service or a stopped one.',
    )
    .version(version())
    .exitOverride()
    .configureOutput({ writeErr: (text) => cli.say(text.replace(/\n$/, '')) })
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText(
      'after',
      `
It is configured as the service is: EVENT_STORE_URL, READ_MODEL_URL, KAFKA_BROKERS and the others.
Results go to standard output, everything else to standard error.
Every command that prints results takes --format, and --json as short for --format json; export has formats of its own.
Exit codes: 0 well, 1 found something, 2 could not tell or was asked wrongly (such as for an unknown workspace).`,
    )
    .addHelpText('after', examples(['status', 'as-of now', 'verify --help']))
    .hook('preAction', (_, command) => void (cli.service = Service.for(cli, program, command.name())));
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  for (const load of named ? [named] : Object.values(COMMANDS)) (await load())(program, cli);
  for (const command of program.commands)
    if (mayAskService(command.name())) command.addHelpText('after', SERVICE_HELP);
  return program;
}
