import { eventLine } from '#evidence';
import { assertNever } from '#domain';
import { duration, person } from '../words.js';
import type { Report } from './build-report.js';
import type { AskedFor, End, GrantFacts } from './grant-facts.js';
import type { Markup } from './html.js';
import { html } from './html.js';
import { STYLE } from './report-style.js';
import { denials, extensions, logins, requests, whyOf } from './report-tables.js';

/** One page that needs nothing else: no script, nothing from elsewhere, and it prints well. */
export function reportPage(report: Report): string {
  const { facts, madeAt, position } = report;
  const { workspace, grant } = facts;
  const title = `Support access to ${workspace.workspaceId}, grant ${grant.grantId}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <h1>Support access to ${workspace.workspaceId}</h1>
        <p class="about">Made ${madeAt} from the log up to position ${position}. All times are UTC.</p>
        ${summary(facts)}
        <h2>Requests</h2>
        ${requests(facts.requests)} ${extensions(facts.extensions)}
        <h2>Logins</h2>
        ${logins(facts.logins)}
        <h2>Refused attempts</h2>
        ${denials(facts.denied)} ${evidence(report)}
      </body>
    </html> `.text;
}

function summary({ workspace, grant, expiresAt, requests, extensions, end, status }: GrantFacts): Markup {
  const { workspaceId, name, tier } = workspace;
  const request = requests.find(({ requestId }) => requestId === grant.requestId);
  return html`<table class="facts">
    <tr>
      <th>Workspace</th>
      <td>${workspaceId}${name === undefined ? '' : `, ${name}`}${tier === undefined ? '' : ` (${tier})`}</td>
    </tr>
    <tr>
      <th>Grant</th>
      <td><code>${grant.grantId}</code></td>
    </tr>
    <tr>
      <th>Asked for by</th>
      <td>${request ? askedForBy(request) : 'Nobody: it was given without a request.'}</td>
    </tr>
    <tr>
      <th>Granted by</th>
      <td>${person(grant.grantedBy)}, ${grant.grantedAt}</td>
    </tr>
    <tr>
      <th>Why</th>
      <td>${whyOf(grant)}</td>
    </tr>
    <tr>
      <th>Until</th>
      <td>${expiresAt}${prolonged(grant.expiresAt, extensions.length)}</td>
    </tr>
    <tr>
      <th>Ended</th>
      <td>${end ? endOf(end) : NOT_ENDED[status]}</td>
    </tr>
  </table> `;
}

const askedForBy = ({ requestedBy, at, reason, answer }: AskedFor): string =>
  `${person(requestedBy)}, ${at}: "${reason}"; waited ${duration(answer?.waitedMs ?? 0)}`;

const prolonged = (givenUntil: string, extensions: number): string =>
  extensions === 0
    ? ''
    : `, ${extensions === 1 ? 'extended once' : `extended ${extensions} times`} from ${givenUntil}`;

const NOT_ENDED: Record<GrantFacts['status'], string> = {
  open: 'It is open.',
  over: 'By itself, at the time that it was given until; that is not recorded yet.',
  ended: '',
};

function endOf({ cause, by, at, earlyMs = 0, lateMs = 0, ticketId, ticketClosedBy, reason }: End): string {
  const why = reason === undefined ? '' : `: "${reason}"`;
  switch (cause) {
    case 'revoked':
      return `${at}, by ${person(by)}, ${duration(earlyMs)} early${why}`;
    case 'forced-sso':
      return `${at}, since the workspace turned forced single sign-on on, ${duration(earlyMs)} early`;
    case 'ticket-closed': {
      const closed = `ticket ${ticketId} was closed${ticketClosedBy ? ` by ${person(ticketClosedBy)}` : ''}`;
      return `${at}, since ${closed}, ${duration(earlyMs)} early${why}`;
    }
    case 'expired':
      return `By itself, at the time that it was given until; recorded ${at}, ${duration(lateMs)} late`;
    default:
      return assertNever(cause, 'cause');
  }
}

function evidence({ chain, evidence: { origin, vkeys, checkpoint, proofs, remarks }, told }: Report): Markup {
  const byId = new Map(proofs.map((proof) => [proof.id, proof]));
  const whole =
    chain.brokenAtRevision === undefined
      ? `The hash chain of the workspace's ${chain.events} events was ${chain.whole ? 'computed anew and is whole' : 'not computed anew'}.`
      : `THE HASH CHAIN OF THE WORKSPACE IS BROKEN AT REVISION ${chain.brokenAtRevision}: what follows is not what was recorded.`;
  return html`<h2>Evidence</h2>
    <p>${whole}</p>
    ${remarks.map((remark) => html`<p>${remark}</p> `)}
    <p>Log <code>${origin}</code>. Compare its verifier key with one that you had from elsewhere:</p>
    <pre>${vkeys.join('\n')}</pre>
    ${
      checkpoint === undefined
        ? html``
        : html`<p>The newest checkpoint:</p>
            <pre>${checkpoint}</pre> `
    }
    <h3>Events and proofs</h3>
    <p>
      Each event as it ${chain.whole === undefined ? 'came over HTTP' : 'is stored'} (RFC 8785); the chain of
      the event before it in its stream; its index in the log; the hashes that lead from it to the
      checkpoint's root (RFC 6962, 2.1.1).
    </p>
    ${told.map(({ recorded, previousChain }) => {
      const proof = byId.get(recorded.id);
      return html`<section>
        <h4>${recorded.type}, event <code>${recorded.id}</code>, revision ${recorded.revision}</h4>
        <pre>${eventLine(recorded).trimEnd()}</pre>
        <p>Previous chain <code>${previousChain}</code></p>
        ${
          proof === undefined
            ? html`<p>Not covered by the checkpoint.</p>`
            : html`<p>Index ${proof.index} of ${proof.size}</p>
                <pre>${proof.hashes.map((hash) => hash.toString('base64')).join('\n')}</pre>`
        }
      </section> `;
    })}`;
}
