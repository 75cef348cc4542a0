import type { TemplateResult } from 'lit-html';
import { html } from 'lit-html';
import { css } from './css.js';

/** What stands for contents that were not read yet. It is seen only where reading takes long. */
export const loading = html`<div class="bar"></div>
  <div class="bar"></div>
  <div class="bar"></div>` satisfies TemplateResult;

export const loadingStyles = css`
  .bar {
    height: 0.875rem;
    border-radius: 99px;
    background: var(--quiet);
    animation: appear 0s 400ms backwards;
  }
  .bar:nth-child(1) {
    width: 55%;
    height: 1.375rem;
  }
  .bar:nth-child(3) {
    width: 80%;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
`;
