import { css } from '../css.js';

/** Rows of the desk's lists. */
export const rows = css`
  section {
    display: flex;
    flex-direction: column;
    gap: 0.25rem;
  }
  .count {
    color: var(--muted);
    font-weight: 500;
  }
  li {
    padding-block: 0.875rem;
    border-top: 1px solid var(--line);
  }
  li:first-child {
    border-top: 0;
  }
  li:last-child {
    padding-bottom: 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0.125rem 1rem;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: flex-end;
    gap: 0.125rem 1rem;
  }
  .title > .name {
    flex: 1 1 5.5rem;
    min-width: 0;
  }
  .answer {
    margin-top: 0.5rem;
    padding-inline-start: 0.75rem;
    border-inline-start: 3px solid var(--line);
  }
  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.5rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .name a {
    /* A target of 24 pixels. */
    display: inline-block;
    line-height: 1.5rem;
    color: inherit;
    text-decoration-color: var(--field-line);
  }
  .name a:hover {
    text-decoration-color: currentcolor;
  }
  .ticket {
    font-weight: 400;
    font-size: 0.9375rem;
  }
  .badge {
    font-weight: 400;
  }
  .quote {
    margin-block: 0.25rem;
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  .foot > .muted {
    flex: 1 1 10rem;
  }
  time {
    white-space: nowrap;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
    margin-inline-start: auto;
  }
  .foot {
    align-items: center;
    margin-top: 0.5rem;
  }
  .over .name,
  .over .since {
    text-decoration: line-through;
    color: var(--muted);
  }
  .good {
    color: var(--good);
  }
  .bad {
    color: var(--danger);
  }
  .empty {
    padding-block: 0.5rem;
    color: var(--muted);
  }
  .note {
    margin-top: 0.5rem;
  }
`;
