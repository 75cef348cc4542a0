import { assertNever, MINUTE_MS } from '#domain';
import { attemptInWords, denialInWords } from '../timeline/refusal-words.js';
import { duration, person } from '../words.js';
import type { Answer, AskedFor, Denial, Extension, Login, SessionEnd } from './grant-facts.js';
import type { Markup } from './html.js';
import { html } from './html.js';

export const requests = (all: readonly AskedFor[]): Markup =>
  all.length === 0
    ? html`<p>Nobody asked.</p>`
    : table(
        ['When', 'Engineer', 'For', 'Why', 'Answer', 'Waited', 'Event'],
        all.map(
          ({ at, requestedBy, durationMinutes, grantId, answer, eventId, ...why }) =>
            html`<td>${at}</td>
              <td>${person(requestedBy)}</td>
              <td>${duration(durationMinutes * MINUTE_MS)}${grantId === undefined ? '' : ' more'}</td>
              <td>${whyOf(why)}</td>
              <td>${answer ? answerOf(answer) : 'None yet.'}</td>
              <td>${answer ? duration(answer.waitedMs) : '–'}</td>
              <td><code>${eventId}</code></td>`,
        ),
      );

export const extensions = (all: readonly Extension[]): Markup =>
  all.length === 0
    ? html`<h2>Extensions</h2>
        <p>None.</p>`
    : html`<h2>Extensions</h2>
        ${table(
          ['When', 'By', 'From', 'Until', 'Why', 'Event'],
          all.map(
            ({ at, extendedBy, previousExpiresAt, expiresAt, requestId, reason, eventId }) =>
              html`<td>${at}</td>
                <td>${person(extendedBy)}${requestId === undefined ? '' : ', who was asked'}</td>
                <td>${previousExpiresAt}</td>
                <td>${expiresAt}</td>
                <td>${whyOf({ reason })}</td>
                <td><code>${eventId}</code></td>`,
          ),
        )}`;

export const logins = (all: readonly Login[]): Markup =>
  all.length === 0
    ? html`<p>Nobody logged in.</p>`
    : table(
        ['When', 'Engineer', 'From', 'Why', 'Ended', 'Event'],
        all.map(
          (login) =>
            html`<td>${login.at}</td>
              <td>${person(login.engineer)}</td>
              <td>${login.ipAddress ?? '–'}<br /><small>${login.userAgent}</small></td>
              <td>${whyOf(login)}</td>
              <td>${login.end ? sessionEndOf(login.end) : `By ${login.sessionExpiresAt} at the latest.`}</td>
              <td><code>${login.eventId}</code></td>`,
        ),
      );

export const denials = (all: readonly Denial[]): Markup =>
  all.length === 0
    ? html`<p>None.</p>`
    : table(
        ['When', 'Who', 'What', 'From', 'Refused because', 'Event'],
        all.map(
          (denial) =>
            html`<td>${denial.at}</td>
              <td>${person(denial.by)}</td>
              <td>${attemptInWords(denial.attempted)}</td>
              <td>${denial.ipAddress ?? '–'}</td>
              <td>${denialInWords(denial.code)} (${denial.code})</td>
              <td><code>${denial.eventId}</code></td>`,
        ),
      );

const table = (head: readonly string[], rows: readonly Markup[]): Markup =>
  html`<table>
    <thead>
      <tr>
        ${head.map((name) => html`<th>${name}</th> `)}
      </tr>
    </thead>
    ${rows.map(
      (cells) =>
        html`<tr>
          ${cells}
        </tr> `,
    )}
  </table> `;

export const whyOf = ({
  ticketId,
  reason,
}: {
  ticketId?: string | undefined;
  reason?: string | undefined;
}): string =>
  [ticketId === undefined ? [] : `ticket ${ticketId}`, reason ?? []].flat().join(': ') ||
  'No reason was given.';

const quoted = (reason: string | undefined): string => (reason === undefined ? '' : `: "${reason}"`);

function answerOf({ outcome, by, at, reason }: Answer): string {
  switch (outcome) {
    case 'granted':
    case 'extended':
      return `Approved ${at} by ${person(by)}`;
    case 'declined':
      return `Declined ${at} by ${person(by)}${quoted(reason)}`;
    case 'withdrawn':
      return `Taken back ${at} by ${person(by)}${quoted(reason)}`;
    case 'expired':
      return 'Nobody answered in time.';
    case 'superseded':
      return `Not needed any more ${at}: access was given or extended`;
    case 'grant-ended':
      return `Not needed any more ${at}: access ended`;
    case 'ticket-closed':
      return `Not needed any more ${at}: its ticket was closed`;
    case 'forced-sso':
      return `Not needed any more ${at}: forced single sign-on`;
    default:
      return assertNever(outcome, 'outcome');
  }
}

function sessionEndOf({ cause, by, endedAt, reason }: SessionEnd): string {
  switch (cause) {
    case 'signed-out':
      return `${endedAt}, by the engineer${quoted(reason)}`;
    case 'closed':
      return `${endedAt}, by ${person(by)}${quoted(reason)}`;
    case 'timed-out':
      return `${endedAt}, by itself`;
    case 'grant-ended':
      return `${endedAt}, with the grant`;
    case 'ticket-closed':
      return `${endedAt}, with its ticket`;
    default:
      return assertNever(cause, 'cause');
  }
}
