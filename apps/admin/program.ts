import { Command } from 'commander';
import { addAsOfCommand } from './as-of/as-of-command.js';
import type { Cli } from './cli.js';
import { addDeadLettersCommand } from './dead-letters/dead-letters-command.js';
import { examples } from './examples.js';
import { addExpiryCommand } from './expiry/expiry-command.js';
import { addExportCommand } from './export/export-command.js';
import { addReplayCommand } from './replay/replay-command.js';
import { addReportCommand } from './report/report-command.js';
import { addStatusCommand } from './status/status-command.js';
import { addTimelineCommand } from './timeline/timeline-command.js';
import { addTokenCommand } from './token/token-command.js';
import { addVerifyCommand } from './verify/verify-command.js';
import { version } from './version.js';

/** All commands. Each is added by a function of its own, from the folder of its area. */
export function createProgram(cli: Cli): Command {
  const program = new Command('support-access')
    .description(
      'What operators and compliance do with a log of support access, on a running service or a stopped one.',
    )
    .version(version())
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText(
      'after',
      `
It is configured as the service is: EVENT_STORE_URL, READ_MODEL_URL, KAFKA_BROKERS and the others.
Results go to standard output, everything else to standard error.
Exit codes: 0 well, 1 found something, 2 could not tell or was asked wrongly.
`,
    )
    .addHelpText('after', examples(['status', 'as-of now', 'verify --help']));
  addDeadLettersCommand(program, cli);
  addStatusCommand(program, cli);
  addAsOfCommand(program, cli);
  addTimelineCommand(program, cli);
  addReportCommand(program, cli);
  addReplayCommand(program, cli);
  addVerifyCommand(program, cli);
  addExpiryCommand(program, cli);
  addExportCommand(program, cli);
  addTokenCommand(program, cli);
  return program;
}
