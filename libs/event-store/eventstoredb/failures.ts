import {
  AccessDeniedError,
  convertToCommandError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  StreamNotFoundError,
  UnknownError,
} from '@eventstore/db-client';
import { StoreRefusedError, StoreUnavailableError } from '../errors.js';

/** The node asked is not the one that leads, and the client connects to that one; or the connection was just let go of. */
export const didNothing = (error: unknown): boolean =>
  error instanceof StoreUnavailableError &&
  (error.cause instanceof NotLeaderError || error.message.includes('Channel closed before call started'));

export const noAnswer = (limitMs: number): StoreUnavailableError =>
  new StoreUnavailableError(`no answer within ${limitMs} ms`);

/**
 * The client asked the nodes for a leader and does not say what they answered, or a node took the connection and ended it, as
 * one that speaks TLS does with a client that does not.
 */
export const isUnexplained = (error: unknown): boolean =>
  error instanceof StoreUnavailableError && /Failed to (discover|connect)/.test(error.message);

export const isNotFound = (error: unknown): boolean => error instanceof StreamNotFoundError;

/** The server answered, with a failure that has no name of its own: how it refuses a position that no record begins at. */
export const isNameless = (error: unknown): boolean =>
  error instanceof StoreUnavailableError && error.cause instanceof UnknownError;

/**
 * What the client throws as what the port promises. Nearly everything is the engine not answering: also plain errors
 * without a type, which is what the client throws while no server can be reached. It never quotes the URL.
 */
export function storeFailure(thrown: unknown): StoreUnavailableError {
  if (thrown instanceof StoreUnavailableError) return thrown;
  // What comes from a call of our own is gRPC's, with the server's word for it in a trailer.
  const error = thrown instanceof Error && 'details' in thrown ? convertToCommandError(thrown) : thrown;
  const refusal = refusalOf(error);
  if (refusal !== undefined) return new StoreRefusedError(refusal, 'server', { cause: error });
  const own = refusalOfAppend(error);
  if (own !== undefined) return new StoreRefusedError(own, 'command', { cause: error });
  return new StoreUnavailableError(reasonOf(error), { cause: error });
}

/** What no waiting mends. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof AccessDeniedError)
    return 'access denied: the user in EVENT_STORE_URL is not known to the server or may not read and write there';
  const message = messageOf(error);
  if (NO_TLS.test(message))
    return `no TLS connection: the server speaks none (${message}); a URL for such a server says tls=false`;
  return ABOUT_TLS.test(message)
    ? `no TLS connection: ${message}; tlsCAFile in EVENT_STORE_URL names the authority that signed the certificate`
    : undefined;
}

function reasonOf(error: unknown): string {
  if (error instanceof NotLeaderError)
    return (
      `the node asked is not the leader, which is ${error.leader.address}:${error.leader.port}; ` +
      'name all nodes in EVENT_STORE_URL, or use esdb+discover:// (and no nodePreference but leader)'
    );
  return messageOf(error);
}

/** What the server refuses for good of one append, and would take of others. */
function refusalOfAppend(error: unknown): string | undefined {
  if (error instanceof MaxAppendSizeExceededError)
    return `the events of one command are larger than the ${error.maxAppendSize} bytes that the server takes at once`;
  if (error instanceof StreamDeletedError) return `the stream ${error.streamName} was deleted on the server`;
  return undefined;
}

/** In one line, without the number and the frame that gRPC puts around what was the matter. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/\s+/g, ' ')
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/ Resolution note: ?$/, '')
    .replace('Last error: Error: ', '');
}

export const accessDenied = (): AccessDeniedError => new AccessDeniedError(undefined);

/** OpenSSL's words for an answer that is not TLS. */
const NO_TLS = /wrong version number|packet length too long/i;
/** OpenSSL's and Node's words for a handshake that failed, with which gRPC explains that there is no connection. */
const ABOUT_TLS = /certificate|self.signed|ssl3?_|SSL routines|TLS connection|altname/i;
