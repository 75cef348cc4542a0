import { MINUTE_MS } from '#domain';
import type { Paint } from '../paint.js';
import type { Shape } from '../rows.js';
import { because, duration, from, person } from '../words.js';
import type { Access } from './access-at.js';

/** A workspace with one of those who were inside, or with one request, or with neither. */
type Line = Pick<Access, 'workspaceId' | 'grant'> & {
  login?: Access['inside'][number];
  request?: Access['requests'][number];
};

/** In CSV a line for each who was inside, one for each request, and one for a workspace with neither. */
export const accessShape = (paint: Paint): Shape<Access, Line> => ({
  text: ({ workspaceId, grant, inside, requests }) =>
    [
      `${paint.bold(workspaceId)}  could ${grant ? `be entered until ${grant.expiresAt}` : 'not be entered'}`,
      ...(grant ? grantLines(grant, paint) : []),
      ...inside.flatMap((login) => [
        `  inside: ${person(login.engineer)} since ${login.at}${from(login)}${because(login)}`,
        paint.dim(
          `    session ${login.sessionId}, event ${login.event.id}, revision ${login.event.revision}`,
        ),
      ]),
      ...requests.flatMap((request) => [
        `  waiting: ${person(request.requestedBy)} since ${request.at}, for ${duration(request.durationMinutes * MINUTE_MS)}` +
          `${request.grantId === undefined ? '' : ' more'}, until ${request.requestExpiresAt}${from(request)}${because(request)}`,
        paint.dim(
          `    request ${request.requestId}, event ${request.event.id}, revision ${request.event.revision}`,
        ),
      ]),
    ].join('\n'),
  lines: ({ workspaceId, grant, inside, requests }) => {
    const of = { workspaceId, ...(grant && { grant }) };
    const lines = [
      ...inside.map((login) => ({ ...of, login })),
      ...requests.map((request) => ({ ...of, request })),
    ];
    return lines.length === 0 ? [of] : lines;
  },
  csv: [
    { name: 'workspaceId', of: ({ workspaceId }) => workspaceId },
    { name: 'grantId', of: ({ grant }) => grant?.grantId },
    { name: 'grantedBy', of: ({ grant }) => grant?.grantedBy.id },
    { name: 'grantedAt', of: ({ grant }) => grant?.grantedAt },
    { name: 'expiresAt', of: ({ grant }) => grant?.expiresAt },
    { name: 'ticketId', of: ({ grant }) => grant?.ticketId },
    { name: 'reason', of: ({ grant }) => grant?.reason },
    { name: 'grantEventId', of: ({ grant }) => grant?.event.id },
    { name: 'grantRevision', of: ({ grant }) => grant?.event.revision },
    { name: 'engineerId', of: ({ login }) => login?.engineer.id },
    { name: 'engineerName', of: ({ login }) => login?.engineer.name },
    { name: 'engineerEmail', of: ({ login }) => login?.engineer.email },
    { name: 'sessionId', of: ({ login }) => login?.sessionId },
    { name: 'loginAt', of: ({ login }) => login?.at },
    { name: 'sessionExpiresAt', of: ({ login }) => login?.sessionExpiresAt },
    { name: 'ipAddress', of: ({ login }) => login?.ipAddress },
    { name: 'userAgent', of: ({ login }) => login?.userAgent },
    { name: 'loginEventId', of: ({ login }) => login?.event.id },
    { name: 'loginRevision', of: ({ login }) => login?.event.revision },
    { name: 'requestId', of: ({ request }) => request?.requestId },
    { name: 'requestedBy', of: ({ request }) => request?.requestedBy.id },
    { name: 'requestedAt', of: ({ request }) => request?.at },
    { name: 'requestExpiresAt', of: ({ request }) => request?.requestExpiresAt },
    { name: 'requestedMinutes', of: ({ request }) => request?.durationMinutes },
    { name: 'requestTicketId', of: ({ request }) => request?.ticketId },
    { name: 'requestReason', of: ({ request }) => request?.reason },
    { name: 'requestEventId', of: ({ request }) => request?.event.id },
    { name: 'requestRevision', of: ({ request }) => request?.event.revision },
  ],
});

const grantLines = (grant: NonNullable<Access['grant']>, paint: Paint): string[] => [
  `  granted ${grant.grantedAt} by ${person(grant.grantedBy)}${because(grant)}`,
  paint.dim(`    grant ${grant.grantId}, event ${grant.event.id}, revision ${grant.event.revision}`),
];
