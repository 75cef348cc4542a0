import { ProblemError } from '#client';
import type { TemplateResult } from 'lit-html';
import { html } from 'lit-html';
import { problem } from '../problem.js';
import { signInAddress } from '../sign-in-address.js';
import { fieldName } from './filter-form.js';
import type { Telling } from './telling.js';

/** Why there is no trail to show, and what can be done about it. */
export function refusedTrail(error: unknown, telling: Telling, onRetry: () => void): TemplateResult {
  const { words: w, locale } = telling;
  const code: string = error instanceof ProblemError ? error.code : '';
  switch (code) {
    case 'TIER_REQUIRED':
      return html`<div class="card stack">
        <h2>${w.noTier}</h2>
        <p class="muted">${w.noTierWhy}</p>
      </div>`;
    case 'UNAUTHENTICATED':
      return html`<p class="note warn">${w.signedOut} <a href=${signInAddress()}>${w.signIn}</a></p>`;
    case 'UNKNOWN_WORKSPACE':
      return html`<div class="card"><p>${w.notFound}</p></div>`;
    case 'FORBIDDEN':
      return html`<div class="card"><p>${w.forbidden}</p></div>`;
    case 'MALFORMED':
      return problem(error, locale, { inWords: badFilters(error as ProblemError, telling) });
    case 'LOG_DAMAGED':
      return problem(error, locale, { inWords: w.damaged });
    default:
      return problem(error, locale, { onRetry });
  }
}

/** Filters in a link that somebody typed or cut short. */
export const isMalformed = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'MALFORMED';

const badFilters = ({ problem }: ProblemError, { words }: Telling): string =>
  `${words.badFilters} ${(problem.errors ?? []).map(({ field, message }) => `${fieldName(field, words)} ${message}`).join('; ')}.`;
