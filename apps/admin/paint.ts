import { styleText } from 'node:util';

type Style = (text: string) => string;
export type Paint = { bold: Style; dim: Style; red: Style; green: Style; yellow: Style };

/** Colours are for eyes: not in a pipe or a file, and not against https://no-color.org. */
export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const colours = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const style =
    (name: keyof Paint): Style =>
    (text) =>
      colours ? styleText(name, text, { validateStream: false }) : text;
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
  };
}
