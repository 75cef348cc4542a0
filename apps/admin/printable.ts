/** Controls, and the marks that turn the direction of text: what others wrote must not steer a terminal. */
// oxlint-disable-next-line no-control-regex -- to take them out
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** One line of text that shows on a terminal as what it is. */
export const printable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
