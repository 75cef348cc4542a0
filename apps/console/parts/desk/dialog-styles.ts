import { css } from '../css.js';

/** How the desk's dialogs look. */
export const dialogs = css`
  dialog {
    width: min(30rem, calc(100vw - 2rem));
    max-height: calc(100dvh - 2rem);
    overflow-y: auto;
    padding: clamp(1rem, 0.6rem + 2vw, 1.5rem);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
  form {
    display: flex;
    flex-direction: column;
    gap: 1rem;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    justify-content: flex-end;
  }
  legend {
    padding: 0;
    margin-bottom: 0.25rem;
  }
  textarea {
    resize: vertical;
    min-height: 4rem;
  }
  .wrong {
    color: var(--danger);
    font-size: 0.875rem;
  }
`;
