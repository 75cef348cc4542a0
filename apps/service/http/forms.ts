import type { FastifyRequest } from 'fastify';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Route configuration of calls that accept a form; other calls answer it with 415. */
export const TAKES_FORMS = { takesForms: true } as const;

export const takesForms = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as Partial<typeof TAKES_FORMS>).takesForms === true;

export const isForm = (contentType: string | undefined): boolean =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() === FORM_TYPE;
