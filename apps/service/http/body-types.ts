import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.js';

/** Media types whose bodies reach the controllers as raw bytes, so that validation sees exactly what was sent. */
export const JSON_TYPES = ['application/json', 'application/cloudevents+json'];

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Route configuration of calls that accept a form; other calls answer it with 415. */
export const TAKES_FORMS = { takesForms: true } as const;

export const takesForms = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as Partial<typeof TAKES_FORMS>).takesForms === true;

export const isForm = (contentType: string | undefined): boolean => mediaTypeOf(contentType) === FORM_TYPE;

/** By its framing (RFC 9112, section 6.3); an empty body that is sent in chunks is known when it has been read. */
export const hasBody = ({
  'content-length': length = '0',
  'transfer-encoding': coding,
}: IncomingHttpHeaders): boolean => length !== '0' || coding !== undefined;

/** Whether a call reads bodies of the type that the request names. */
export function isReadable(request: FastifyRequest): boolean {
  const type = mediaTypeOf(request.headers['content-type']);
  return type === FORM_TYPE ? takesForms(request) : type !== undefined && JSON_TYPES.includes(type);
}

export function typeRefused(request: FastifyRequest): ProblemError {
  const taken = takesForms(request) ? FORM_TYPE : JSON_TYPES.join(' or ');
  return new ProblemError(415, 'UNSUPPORTED_MEDIA_TYPE', `this call takes ${taken}`);
}

const mediaTypeOf = (contentType: string | undefined): string | undefined =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase();
