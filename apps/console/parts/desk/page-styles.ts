import { css } from '../css.js';

/** How the desk's page is laid out: the reader's own at the side, from the width of a tablet on. */
export const page = css`
  header {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem 1rem;
    align-items: center;
    margin-bottom: 1.25rem;
  }
  h1 {
    flex: 1 0 100%;
  }
  search {
    flex: 1 1 18rem;
  }
  header button {
    flex: 0 1 auto;
  }
  @media (max-width: 30rem) {
    header button {
      flex-grow: 1;
    }
  }
  .lists {
    display: grid;
    gap: 1rem;
    align-items: start;
  }
  .mine {
    display: grid;
    gap: 1rem;
  }
  @media (min-width: 62rem) {
    .lists {
      grid-template-columns: minmax(0, 5fr) minmax(0, 7fr);
    }
  }
  .note {
    margin-bottom: 1rem;
  }
  .note.good {
    background: var(--good-soft);
    color: var(--good);
  }
`;
