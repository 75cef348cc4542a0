import { css } from './css.js';

/** The style of what is for screen readers alone. */
export const UNSEEN = css`
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
