import { connect } from 'node:tls';
import { StoreRefusedError, StoreUnavailableError } from '../errors.js';
import { Connection } from './connection.js';
import { lastOf } from './reads.js';

const LIMIT_MS = 2_000;
const TLS_LIMIT_MS = 500;

/**
 * Why there is no connection. The client asks the nodes who leads and keeps to itself what they answered, so each that the
 * URL names is asked by itself.
 */
export async function explanation(url: string, stream: string): Promise<StoreUnavailableError> {
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
    const [, host = '', port = '2113'] = /^esdb:\/\/(?:[^@/?]*@)?([^:/?]+)(?::(\d+))?/.exec(url) ?? [];
    if (/[?&]tls=false/.test(url) && (await speaksTls(host, Number(port))))
      return new StoreRefusedError(
        `${host}:${port} speaks TLS, and EVENT_STORE_URL says tls=false`,
        'server',
      );
    return error as StoreUnavailableError;
  } finally {
    await connection.close();
  }
}

/** One URL for each host, with the same user and the same options. */
function nodesOf(url: string): string[] {
  const [, user = '', hosts = '', rest = ''] =
    /^(?:esdb|kurrentdb)(?:\+discover)?:\/\/([^@/?]*@)?([^/?]+)(.*)$/s.exec(url) ?? [];
  return hosts.split(',').map((host) => `esdb://${user}${host}${rest}`);
}

/** Whether any TLS server answers the handshake, with any certificate. Nothing is sent over the connection. */
function speaksTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: TLS_LIMIT_MS });
    const done = (speaks: boolean): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.once('secureConnect', () => done(true));
    socket.once('error', () => done(false)).once('timeout', () => done(false));
  });
}
