import { css } from './css.js';

export { controls } from './controls.js';
export { theme } from './theme.js';

export const cards = css`
  .card {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: clamp(1rem, 0.6rem + 2vw, 1.5rem);
  }
  .stack {
    display: flex;
    flex-direction: column;
    gap: 1rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    padding: 0.0625rem 0.5rem;
    border-radius: 99px;
    border: 1px solid var(--line);
    font-size: 0.8125rem;
    color: var(--muted);
    white-space: nowrap;
  }
  .note {
    padding: 0.625rem 0.875rem;
    border-radius: calc(var(--radius) * 0.7);
    background: var(--quiet);
  }
  .note.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }
  .note.danger {
    background: var(--danger-soft);
    color: var(--danger);
  }
`;
