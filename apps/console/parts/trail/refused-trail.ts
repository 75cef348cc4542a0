import { ProblemError } from '#client';
import type { TemplateResult } from 'lit';
import { html } from 'lit';
import { problem } from '../problem.js';
import { signInAddress } from '../sign-in-address.js';
import { clearLink } from './filter-form.js';
import { countOf } from './filters.js';
import type { Telling } from './telling.js';

/** Why there is no trail to show, and what can be done about it. */
export function refusedTrail(error: unknown, telling: Telling, onRetry: () => void): TemplateResult {
  const { words: w, kinds, locale, filters } = telling;
  const code = error instanceof ProblemError ? error.code : undefined;
  switch (code) {
    case 'TIER_REQUIRED':
      return html`<div class="card stack">
        <h2>${w.noTier}</h2>
        <p class="muted">${w.noTierWhy}</p>
      </div>`;
    case 'UNAUTHENTICATED':
      return html`<p class="note warn">${w.signedOut} <a href=${signInAddress()}>${kinds['signIn']}</a></p>`;
    case 'UNKNOWN_WORKSPACE':
      return html`<div class="card"><p>${w.notFound}</p></div>`;
    case 'FORBIDDEN':
      return html`<div class="card"><p>${w.forbidden}</p></div>`;
    case 'MALFORMED':
      return html`${problem(error, locale, { inWords: badFilters(error as ProblemError, w.badFilters) })}
      ${countOf(filters) > 0 ? html`<p>${clearLink(telling)}</p>` : ''}`;
    case 'LOG_DAMAGED':
      return problem(error, locale, { inWords: w.damaged });
    default:
      return problem(error, locale, { onRetry });
  }
}

const badFilters = ({ problem }: ProblemError, intro: string): string =>
  `${intro} ${(problem.errors ?? []).map(({ field, message }) => `${field} ${message}`).join('; ')}`;
