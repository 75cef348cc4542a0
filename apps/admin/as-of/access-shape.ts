import type { Paint } from '../paint.js';
import type { Shape } from '../rows.js';
import { because, from, person } from '../words.js';
import type { Access } from './access-at.js';

/** A workspace with one of those who were inside, or with nobody. */
type Line = Omit<Access, 'inside'> & { login?: Access['inside'][number] };

/** In CSV a line for each who was inside, and one for a workspace with nobody in it. */
export const accessShape = (paint: Paint): Shape<Access, Line> => ({
  text: ({ workspaceId, grant, inside }) =>
    [
      `${paint.bold(workspaceId)}  could be entered until ${grant.expiresAt}`,
      `  granted ${grant.grantedAt} by ${person(grant.grantedBy)}${because(grant)}`,
      paint.dim(`    grant ${grant.grantId}, event ${grant.event.id}, revision ${grant.event.revision}`),
      ...inside.flatMap((login) => [
        `  inside: ${person(login.engineer)} since ${login.at}${from(login)}${because(login)}`,
        paint.dim(
          `    session ${login.sessionId}, event ${login.event.id}, revision ${login.event.revision}`,
        ),
      ]),
    ].join('\n'),
  lines: ({ inside, ...access }) =>
    inside.length === 0 ? [access] : inside.map((login) => ({ ...access, login })),
  csv: [
    { name: 'workspaceId', of: ({ workspaceId }) => workspaceId },
    { name: 'grantId', of: ({ grant }) => grant.grantId },
    { name: 'grantedBy', of: ({ grant }) => grant.grantedBy.id },
    { name: 'grantedAt', of: ({ grant }) => grant.grantedAt },
    { name: 'expiresAt', of: ({ grant }) => grant.expiresAt },
    { name: 'ticketId', of: ({ grant }) => grant.ticketId },
    { name: 'reason', of: ({ grant }) => grant.reason },
    { name: 'grantEventId', of: ({ grant }) => grant.event.id },
    { name: 'grantRevision', of: ({ grant }) => grant.event.revision },
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
  ],
});
