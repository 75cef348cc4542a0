#!/usr/bin/env node
import { parseConfig } from '#config';
import { runCommand } from './run-command.js';
import { runAtTerminal } from './terminal-cli.js';

// Exports and reports are for this user alone, see apps/service/main.ts.
process.umask(0o077);

await runAtTerminal(
  () => parseConfig(process.env),
  (cli) => runCommand(cli, process.argv.slice(2)),
);
