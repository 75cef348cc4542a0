import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { ProblemError } from '#client';
import { common } from '../words/common.js';
import type { Locale, Said } from '../words/words.js';
import { wordsIn } from '../words/words.js';

/** Why something did not work: what the service said, its code small, and a way to try again. */
export function problem(
  error: unknown,
  locale: Locale,
  { inWords, onRetry }: { inWords?: Said | undefined; onRetry?: () => void } = {},
): TemplateResult {
  const words = wordsIn(common, locale);
  const isProblem = error instanceof ProblemError;
  const said = inWords ?? (isProblem ? sentence(error.problem.detail) : words.noAnswer);
  return html`<div class="note danger" role="alert">
    <p>${said}${isProblem ? html` <span class="code">${error.code}</span>` : nothing}</p>
    ${onRetry ? html`<p><button class="quiet" @click=${onRetry}>${words.tryAgain}</button></p>` : nothing}
  </div>`;
}

/** The service's details begin as a part of a sentence does. */
const sentence = (detail: string): string => `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
