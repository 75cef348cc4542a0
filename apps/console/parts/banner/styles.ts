import { css } from '../css.js';
import { UNSEEN } from '../unseen.js';

/** The banner's look. It follows the page's `color-scheme`, and the same six properties as the other elements. */
export const STYLES =
  UNSEEN +
  css`
    :host {
      --accent: var(--sa-accent, light-dark(#2b4acb, #9db2ff));
      --surface: var(--sa-surface, light-dark(#fdf3e0, #2d2312));
      --text: var(--sa-text, light-dark(#1a1d24, #f3efe6));
      --mark: light-dark(#8a5300, #f4bf63);
      --line: light-dark(#e6cf9f, #57441f);
      display: block;
      position: sticky;
      top: 0;
      z-index: 2147483000;
      font-family: var(--sa-font, inherit);
      font-size: 0.9375rem;
      line-height: 1.4;
    }
    :host([inline]) {
      position: static;
    }
    :host([hidden]) {
      display: none;
    }
    [part='banner'] {
      display: flex;
      align-items: center;
      gap: 0.75rem;
      padding: 0.375rem clamp(0.75rem, 3vw, 1.5rem);
      background: var(--surface);
      color: var(--text);
      border-bottom: 1px solid var(--line);
      overflow-wrap: anywhere;
    }
    .mark {
      color: var(--mark);
    }
    [role='timer'] {
      font-variant-numeric: tabular-nums;
    }
    [role='timer']:not(:empty)::before {
      content: '\00a0· ' / ' ';
      font-weight: 400;
    }
    .over [role='timer'] {
      font-weight: 600;
      color: var(--sa-danger, light-dark(#b3261e, #ff9d94));
    }
    .text {
      flex: 1;
      min-width: 0;
    }
    form {
      margin: 0;
    }
    form[hidden] {
      display: none;
    }
    button {
      font: inherit;
      font-weight: 550;
      min-height: 1.875rem;
      padding: 0.125rem 0.75rem;
      border: 1px solid currentColor;
      border-radius: calc(var(--sa-radius, 10px) * 0.6);
      background: transparent;
      color: var(--accent);
      cursor: pointer;
    }
    button:hover:not(:disabled) {
      background: color-mix(in oklab, var(--accent), transparent 90%);
    }
    button:disabled {
      cursor: progress;
    }
    button:focus-visible {
      outline: 2px solid var(--accent);
      outline-offset: 2px;
    }
    ${UNSEEN}
  `;
