import { hash } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { isTraceparent } from '#commands';
import { COMMAND_ID_MESSAGE, isCommandId, MAX_TEXT_CHARACTERS } from '#contracts';
import { passedAddress } from './passed-address.js';
import { malformed } from './problem-error.js';
import { bareAddress } from './trusted-proxies.js';

/** The circumstances of a request: ids, address, user agent, trace. */
export type Origin = {
  commandId: string;
  correlationId: string;
  traceparent?: string;
  /** The peer's address, or, with TRUST_PROXY, the client's address as named by the proxy. */
  ipAddress?: string;
  userAgent?: string;
};

/** The person to whom an `Idempotency-Key` belongs. */
export type KeyOwner = { issuer: string; id: string };

/**
 * @param person on calls of people, whose `Idempotency-Key` is theirs alone (I3); on calls of services it is the command id
 * @throws ProblemError 400 for an `Idempotency-Key` that cannot be a command id
 */
export function originOf(request: FastifyRequest, person?: KeyOwner): Origin {
  const key = readIdempotencyKey(request.headers['idempotency-key']);
  const ipAddress = addressOf(request);
  // A longer user agent is cut, because it is no reason to refuse a login.
  const userAgent = request.headers['user-agent']?.slice(0, MAX_TEXT_CHARACTERS);
  return {
    commandId: key === undefined ? uuidv7() : person ? personalCommandId(person, key) : key,
    correlationId: request.id,
    ...traceOf(request),
    ...(ipAddress !== undefined && { ipAddress }),
    ...(userAgent && { userAgent }),
  };
}

/**
 * The command id of a person's `Idempotency-Key`: two people who choose the same key do not meet. No id from the wire has
 * a `~`, so no service can use these ids either.
 */
export const personalCommandId = ({ issuer, id }: KeyOwner, key: string): string =>
  `~${hash('sha256', `${issuer}\n${id}`, 'base64url').slice(0, 22)}.${key}`;

/** W3C trace context; an invalid one is ignored, as the standard requires. */
export function traceOf({ headers }: Pick<FastifyRequest, 'headers'>): { traceparent?: string } {
  const { traceparent } = headers;
  return isTraceparent(traceparent) ? { traceparent } : {};
}

/** The key, with or without the quotes of the header's draft standard. */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = typeof header === 'string' ? header.replace(/^"(.*)"$/, '$1') : undefined;
  if (isCommandId(key)) return key;
  throw malformed([{ field: 'Idempotency-Key', message: COMMAND_ID_MESSAGE }]);
}

/** The client's address; the proxy's own if the proxy wrote something that is not an address. Through the console, the browser's. */
export function addressOf(request: FastifyRequest): string | undefined {
  const { ip, socket } = request;
  const told = bareAddress(ip);
  const address = passedAddress(request) ?? (isIP(told) === 0 ? socket.remoteAddress : told);
  return address?.replace(/^::ffff:(?=\d+\.)/, '');
}
