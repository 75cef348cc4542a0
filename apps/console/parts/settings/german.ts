import { common } from '../../words/common.js';
import type { german as words } from '../../words/german.js';
import { settings } from '../../words/settings.js';

/** Written by the build: the name of the file with the German words, which is beside this script, and its hash. */
declare const GERMAN: { name: string; integrity: string };

let loading: Promise<boolean> | undefined;

/** Loads the German words into the catalogues, which have none in a widget. @returns whether they are there now */
export const loadGerman = (): Promise<boolean> =>
  (loading ??= load().then(
    () => true,
    () => false,
  ));

async function load(): Promise<void> {
  // The browser refuses a file with other bytes: who pins this script by its hash has pinned the words, too.
  const answer = await fetch(new URL(GERMAN.name, import.meta.url), { integrity: GERMAN.integrity });
  const german = (await answer.json()) as typeof words;
  Object.assign(common.de, german.common);
  Object.assign(settings.de, german.settings);
}
