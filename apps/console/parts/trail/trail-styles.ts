import { css } from '../css.js';

/** The trail's own look: a table on wide screens, cards on narrow ones. */
export const trailStyles = css`
  .apart {
    justify-content: space-between;
  }
  .filters {
    padding-block: 0.75rem;
  }
  summary {
    cursor: pointer;
    font-weight: 550;
    min-height: 1.5rem;
  }
  summary .badge {
    margin-inline-start: 0.5rem;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr));
    gap: 0.75rem;
    align-items: end;
    margin-block: 0.75rem 0.25rem;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-height: 2.375rem;
  }
  .apply {
    grid-column: -2 / -1;
    justify-content: end;
  }
  .check input {
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
    accent-color: var(--accent);
  }
  /* On the edge of the table and without a height of its own, so that nothing moves when it comes. */
  .fresh {
    display: flex;
    justify-content: center;
    align-items: center;
    height: 0;
    margin-block-end: -1rem;
    position: sticky;
    top: 1.75rem;
    z-index: 1;
  }
  .fresh button {
    border-radius: 99px;
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
    box-shadow: 0 2px 8px rgb(0 0 0 / 20%);
  }
  .fresh button:hover:not(:disabled) {
    background: color-mix(in oklab, var(--accent), black 12%);
  }
  .tools {
    font-size: 0.875rem;
  }
  .list {
    padding: 0.25rem 0.5rem 1rem;
  }
  .list :is(th, td):first-child {
    padding-inline-start: 0.75rem;
  }
  .list :is(th, td):last-child {
    padding-inline-end: 0.75rem;
  }
  .blank {
    padding: 1.5rem 0.75rem 0.5rem;
  }
  .opener {
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    background: none;
    text-align: start;
    justify-content: start;
    align-items: baseline;
    font-weight: 550;
  }
  .opener:hover:not(:disabled) {
    background: none;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .sign {
    flex: none;
    width: 1.125rem;
    text-align: center;
  }
  .sign.good {
    color: var(--good);
  }
  .sign.danger {
    color: var(--danger);
  }
  .sign.accent {
    color: var(--accent);
  }
  .sign.muted {
    color: var(--muted);
  }
  .entry {
    cursor: pointer;
  }
  .entry:hover,
  .open,
  .details {
    background: var(--quiet);
  }
  .open > * {
    border-bottom-color: transparent;
  }
  .opener::after {
    content: '';
    flex: none;
    align-self: center;
    width: 0.375rem;
    height: 0.375rem;
    margin-block-start: -0.125rem;
    border: solid var(--muted);
    border-width: 0 1.5px 1.5px 0;
    rotate: 45deg;
  }
  .opener[aria-expanded='true']::after {
    margin-block-start: 0.125rem;
    rotate: 225deg;
  }
  .day th {
    padding-block: 1rem 0.25rem;
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--muted);
  }
  .summary {
    overflow-wrap: anywhere;
    min-width: 10rem;
  }
  .kind {
    white-space: nowrap;
  }
  .time {
    white-space: nowrap;
  }
  .ticket {
    overflow-wrap: anywhere;
    min-width: 5rem;
  }
  .badge.text {
    white-space: normal;
  }
  @media (min-width: 64rem) {
    .event {
      min-width: 18rem;
    }
    .who {
      min-width: 13.5rem;
    }
  }
  .details td {
    padding: 0.25rem 0.75rem 1rem;
  }
  dl {
    display: grid;
    gap: 0.25rem;
    font-size: 0.875rem;
  }
  dl > div {
    display: grid;
    grid-template-columns: 10rem 1fr;
    gap: 0 1rem;
  }
  dd {
    overflow-wrap: anywhere;
  }
  dt {
    color: var(--muted);
  }
  .id {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
  }
  .end {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 0.5rem;
    padding-block: 1rem 0;
  }
  @media (max-width: 48rem) {
    table,
    caption,
    tbody {
      display: block;
    }
    thead {
      display: none;
    }
    tr {
      display: grid;
    }
    .list :is(th, td):nth-child(n) {
      padding: 0;
      border: 0;
    }
    .day {
      padding: 1rem 0.75rem 0.25rem;
    }
    .entry {
      grid-template-columns: 1fr auto;
      gap: 0.125rem 0.75rem;
      padding: 0.625rem 0.75rem;
      border-top: 1px solid var(--line);
    }
    .details {
      padding: 0 0.75rem 1rem 2.375rem;
    }
    .event {
      order: -1;
    }
    .list :is(.summary, .who, .ticket):nth-child(n) {
      padding-inline-start: 1.625rem;
    }
    .id {
      flex-wrap: wrap;
    }
    .summary {
      grid-column: 1 / -1;
    }
    .time {
      text-align: end;
    }
    .who,
    .ticket {
      grid-column: 1 / -1;
    }
    dl > div {
      grid-template-columns: 1fr;
      padding-block: 0.25rem;
    }
  }
`;
