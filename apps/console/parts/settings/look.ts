import { css } from '../css.js';

export const look = css`
  .head,
  .foot,
  .people li {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0.25rem 1rem;
  }
  .notice {
    background: var(--accent-soft);
    border: 1px solid var(--accent);
  }
  .dot {
    color: var(--good);
  }
  .count {
    color: var(--warn);
    font-weight: 550;
  }
  .status {
    display: grid;
    grid-template-columns: auto 1fr auto;
    align-items: start;
    column-gap: 0.875rem;
  }
  .status > .sign {
    display: grid;
    place-items: center;
    grid-row: span 3;
    width: 2.75rem;
    height: 2.75rem;
    border-radius: 50%;
    background: var(--quiet);
    color: var(--muted);
  }
  .on > .sign {
    background: var(--good-soft);
    color: var(--good);
  }
  .soon > .sign {
    background: var(--warn-soft);
    color: var(--warn);
  }
  #status {
    margin-bottom: 0.25rem;
    font-size: 1.25rem;
    line-height: 1.3;
    font-weight: 650;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .facts > span {
    min-width: 0;
  }
  .note button.quiet {
    margin-inline-start: -0.5rem;
  }
  #status time {
    white-space: nowrap;
  }
  .status > .more {
    grid-column: 2 / -1;
    color: var(--muted);
    font-size: 0.9375rem;
  }
  .left {
    padding-top: 0.1875rem;
    font-weight: 550;
  }
  .soon .left {
    color: var(--warn);
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
  }
  .left svg {
    width: 1.125rem;
    height: 1.125rem;
  }
  hr {
    width: 100%;
    margin: 0;
    border: 0;
    border-top: 1px solid var(--line);
  }
  form {
    display: flex;
    flex-direction: column;
    gap: 1rem;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 2fr;
    gap: 1rem;
  }
  legend {
    padding: 0;
    margin-bottom: 0.375rem;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125rem 0.375rem;
  }
  .answers {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr));
    max-width: 30rem;
    align-items: stretch;
  }
  .people li {
    align-items: center;
    padding-block: 0.625rem;
    border-top: 1px solid var(--line);
  }
  .people li > div {
    flex: 1;
  }
  .people {
    margin-top: 0.5rem;
    border-bottom: 1px solid var(--line);
  }
  .foot details {
    flex: 1 1 14rem;
  }
  details > summary {
    color: var(--accent);
    cursor: pointer;
    font-weight: 550;
    font-size: 0.9375rem;
    padding-block: 0.125rem;
  }
  details ul,
  details p {
    margin-top: 0.5rem;
    padding-inline-start: 1.125rem;
    list-style: disc;
    color: var(--muted);
    font-size: 0.9375rem;
  }
  details p {
    padding-inline-start: 0;
  }
  .foot {
    gap: 0.5rem 1.5rem;
    font-size: 0.9375rem;
  }
  .said {
    border-inline-start: 3px solid var(--line);
    padding-inline-start: 0.75rem;
    white-space: pre-line;
  }
  .request {
    border-inline-start: 4px solid var(--warn);
  }
  @media (max-width: 34rem) {
    .status {
      grid-template-columns: auto 1fr;
      column-gap: 0.75rem;
    }
    .status > .sign {
      width: 2.25rem;
      height: 2.25rem;
    }
    .status > .left {
      grid-column: 2;
      padding: 0;
    }
    .pair {
      grid-template-columns: 1fr;
    }
    .row > button:not(.quiet) {
      flex: auto;
    }
    .facts {
      column-gap: 1rem;
    }
    .facts > [aria-hidden] {
      display: none;
    }
  }
`;
