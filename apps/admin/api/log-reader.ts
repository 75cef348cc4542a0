import type { EventReader } from '#event-store';
import { openEventReader } from '#event-store';
import type { Cli } from '../cli.js';
import { ApiLog } from './api-log.js';

/** What a question to the log alone takes: the same of the event store and of a running service. */
export type LogReader = Pick<EventReader, 'head' | 'readStream' | 'readAll' | 'close'>;

/** The log of the service that `--api` names, or of the event store. */
export const openLog = async (cli: Cli): Promise<LogReader> =>
  cli.service?.api === undefined
    ? openEventReader(cli.config().eventStoreUrl)
    : new ApiLog(await cli.service.client(), cli.signal);
