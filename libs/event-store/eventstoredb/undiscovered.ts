import { StoreRefusedError, StoreUnavailableError } from '../errors.js';
import { Connection } from './connection.js';
import { lastOf } from './reads.js';

const LIMIT_MS = 2_000;

/**
 * Why no leader was found. The client asks the nodes and keeps to itself what they answered, so each that the URL names is
 * asked by itself.
 */
export async function whyUndiscovered(url: string, stream: string): Promise<StoreUnavailableError> {
  const answers = await Promise.all(nodesOf(url).map((node) => answerOf(node, stream)));
  const failures = answers.filter((answer) => answer !== undefined);
  return (
    failures.find((failure) => failure instanceof StoreRefusedError) ??
    failures[0] ??
    new StoreUnavailableError('the nodes in EVENT_STORE_URL answer, and none of them knows a leader')
  );
}

async function answerOf(url: string, stream: string): Promise<StoreUnavailableError | undefined> {
  const connection = new Connection(url, { answerLimitMs: LIMIT_MS });
  try {
    await lastOf(connection, stream);
    return undefined;
  } catch (error) {
    return error as StoreUnavailableError;
  } finally {
    await connection.close();
  }
}

/** One URL for each host, with the same user and the same options. */
function nodesOf(url: string): string[] {
  const [, user = '', hosts = '', rest = ''] =
    /^esdb(?:\+discover)?:\/\/([^@/?]*@)?([^/?]+)(.*)$/s.exec(url) ?? [];
  return hosts.split(',').map((host) => `esdb://${user}${host}${rest}`);
}
