import { css } from './css.js';

/** Buttons and fields. */
export const controls = css`
  button,
  .button {
    font: inherit;
    font-weight: 550;
    line-height: 1.25rem;
    min-height: 2.375rem;
    padding: 0.4375rem 0.875rem;
    border-radius: calc(var(--radius) * 0.7);
    border: 1px solid var(--field-line);
    background: var(--surface);
    color: var(--text);
    cursor: pointer;
    text-decoration: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
  }
  button:hover:not(:disabled),
  .button:hover {
    background: var(--quiet);
  }
  button.primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--accent), black 12%);
    border-color: color-mix(in oklab, var(--accent), black 12%);
  }
  button.danger {
    background: transparent;
    border-color: var(--danger);
    color: var(--danger);
  }
  button.danger:hover:not(:disabled) {
    background: var(--danger-soft);
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--accent);
    padding-inline: 0.5rem;
  }
  button.small {
    min-height: 1.875rem;
    padding: 0.1875rem 0.625rem;
    font-size: 0.875rem;
  }
  button:disabled {
    cursor: default;
    opacity: 0.6;
  }
  button[aria-busy='true'] {
    opacity: 1;
    cursor: progress;
  }
  label,
  .label {
    font-size: 0.875rem;
    font-weight: 550;
  }
  .field {
    display: flex;
    flex-direction: column;
    gap: 0.25rem;
  }
  .hint {
    font-weight: 400;
    color: var(--muted);
  }
  input:not([type='radio'], [type='checkbox']),
  select,
  textarea {
    font: inherit;
    width: 100%;
    min-height: 2.375rem;
    padding: 0.375rem 0.625rem;
    border: 1px solid var(--field-line);
    border-radius: calc(var(--radius) * 0.6);
    background: var(--surface);
    color: var(--text);
  }
  /* A choice of one: radio buttons that look like a row of buttons. */
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  .choices label {
    position: relative;
    font-weight: 500;
  }
  .choices input {
    position: absolute;
    opacity: 0;
    inset: 0;
    margin: 0;
    cursor: pointer;
  }
  .choices span {
    display: inline-flex;
    align-items: center;
    min-height: 2.125rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid var(--field-line);
    border-radius: 99px;
  }
  .choices input:checked + span {
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .choices input:focus-visible + span {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  @media (forced-colors: active) {
    .choices input:checked + span {
      outline: 3px solid Highlight;
    }
  }
`;
