import {
  AccessDeniedError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamNotFoundError,
} from '@eventstore/db-client';
import { StoreUnavailableError } from '../errors.js';

export const isNotFound = (error: unknown): boolean => error instanceof StreamNotFoundError;

/**
 * What the client throws as what the port promises. Nearly everything is the engine not answering: also plain errors
 * without a type, which is what the client throws while no server can be reached. It never quotes the URL.
 */
export function storeFailure(error: unknown): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  return new StoreUnavailableError(reasonOf(error), { cause: error });
}

function reasonOf(error: unknown): string {
  if (error instanceof NotLeaderError)
    return (
      `the node asked is not the leader, which is ${error.leader.address}:${error.leader.port}; ` +
      'name all nodes in EVENT_STORE_URL, or use esdb+discover:// (and no nodePreference but leader)'
    );
  if (error instanceof AccessDeniedError)
    return 'access denied: the user in EVENT_STORE_URL is not known to the server or may not read and write there';
  if (error instanceof MaxAppendSizeExceededError)
    return `the events of one command are larger than the ${error.maxAppendSize} bytes that the server takes at once`;
  const message = error instanceof Error ? error.message : String(error);
  return isAboutTls(message)
    ? `no TLS connection: ${message}; tls=false in EVENT_STORE_URL is for servers without TLS, tlsCAFile names an authority`
    : message;
}

export const accessDenied = (): AccessDeniedError => new AccessDeniedError(undefined);

/** OpenSSL's and Node's words for a handshake that failed, with which gRPC explains that there is no connection. */
const isAboutTls = (message: string): boolean =>
  /certificate|self.signed|wrong version number|ssl3?_|SSL routines|TLS connection|altname/i.test(message);
