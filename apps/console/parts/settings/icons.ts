import { svg } from 'lit-html';

const icon = (shape: unknown) =>
  svg`<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shape}</svg>`;

/** A door: shut, open, and open with the time running out. */
export const shut = icon(
  svg`<path d="M6 21V4.5A1.5 1.5 0 0 1 7.5 3h9A1.5 1.5 0 0 1 18 4.5V21M4 21h16M14.5 12v.5"/>`,
);
export const open = icon(
  svg`<path d="M13 3.5 6 5v16h7zM13 5h3.5A1.5 1.5 0 0 1 18 6.5V21M4 21h16M10 12.5v.5"/>`,
);
export const clock = icon(svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`);
