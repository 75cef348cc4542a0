import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthConfig, Clock, ConsoleConfig } from '#config';

/** What the console refuses with; the service words the rest of the answer. */
export type RefusalCode =
  'MALFORMED' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'TOO_MANY_REQUESTS' | 'UNAVAILABLE';

/** What the console needs of the process that serves it. */
export type ConsoleOptions = {
  config: ConsoleConfig;
  auth: AuthConfig;
  /** Without a trailing slash; absent: the address that the browser names, which must be on loopback. */
  publicUrl?: string;
  clock: Clock;
  /** The address that this process listens on; asked while it serves. */
  ownUrl(): string;
  /** The address of the browser behind a request, as this process sees it. */
  addressOf(request: FastifyRequest): string | undefined;
  /** Headers that tell the API the browser's address. */
  addressHeaders(request: FastifyRequest): Record<string, string>;
  /** Makes a refusal to throw. */
  refusal(
    status: number,
    code: RefusalCode,
    detail: string,
    headers?: Readonly<Record<string, string>>,
  ): Error;
  /** Answers with a problem document, and logs what must be logged. */
  answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void;
  /** Tells operators of a failure of the identity provider. */
  warn(about: object, message: string): void;
  /** The bound of connections to the API. */
  maxConnections: number;
};
