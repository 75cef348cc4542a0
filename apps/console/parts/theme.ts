import { UNSEEN } from './unseen.js';
import { css } from './css.js';

/**
 * The look that all elements share. The six `--sa-…` properties are what a vendor's page may set; everything else follows from them.
 * `light-dark()` follows the page's `color-scheme`.
 */
export const theme =
  UNSEEN +
  css`
    :host {
      --accent: var(--sa-accent, light-dark(#2b4acb, #9db2ff));
      --on-accent: light-dark(#fff, #0d1330);
      --surface: var(--sa-surface, light-dark(#fff, #16181d));
      --text: var(--sa-text, light-dark(#1a1d24, #e8eaf0));
      --danger: var(--sa-danger, light-dark(#b3261e, #ff9d94));
      --radius: var(--sa-radius, 10px);
      --muted: light-dark(#575d6b, #a6acba);
      --line: light-dark(#dfe2e8, #333842);
      --field-line: #7d8493;
      --quiet: color-mix(in oklab, var(--text) 5%, var(--surface));
      --good: light-dark(#12703a, #6fd697);
      --good-soft: light-dark(#e7f5ec, #14301f);
      --warn: light-dark(#8a5300, #f4bf63);
      --warn-soft: light-dark(#fdf3e0, #35270f);
      --danger-soft: color-mix(in oklab, var(--danger) 9%, var(--surface));
      --accent-soft: color-mix(in oklab, var(--accent) 9%, var(--surface));
      display: block;
      color: var(--text);
      font-family: var(--sa-font, inherit);
      font-size: 1rem;
      line-height: 1.5;
      overflow-wrap: break-word;
    }
    :host([hidden]) {
      display: none;
    }
    *,
    *::before,
    *::after {
      box-sizing: border-box;
    }
    h1,
    h2,
    h3,
    h4,
    p,
    ul,
    ol,
    dl,
    dd,
    fieldset,
    blockquote {
      margin: 0;
      padding: 0;
      border: 0;
      min-width: 0;
    }
    ul,
    ol {
      list-style: none;
    }
    h1 {
      font-size: 1.375rem;
      line-height: 1.3;
      font-weight: 650;
      letter-spacing: -0.01em;
    }
    h2 {
      font-size: 1.0625rem;
      line-height: 1.4;
      font-weight: 650;
    }
    h3,
    h4 {
      font-size: 0.9375rem;
      font-weight: 650;
    }
    time {
      font-variant-numeric: tabular-nums;
    }
    .muted {
      color: var(--muted);
    }
    .small {
      font-size: 0.875rem;
    }
    .code {
      font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
      font-size: 0.8125em;
      overflow-wrap: anywhere;
    }
    .person,
    .text {
      overflow-wrap: anywhere;
    }
    a {
      color: var(--accent);
      text-underline-offset: 0.15em;
      overflow-wrap: anywhere;
    }
    :focus-visible {
      outline: 2px solid var(--accent);
      outline-offset: 2px;
      border-radius: 4px;
    }
    [tabindex='-1']:focus {
      outline: none;
    }
    @media (prefers-reduced-motion: reduce) {
      *,
      *::before,
      *::after {
        animation: none !important;
        transition: none !important;
      }
    }
  `;
