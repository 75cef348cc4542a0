/** The text of a style sheet; the build shortens it. */
export const css = String.raw;
