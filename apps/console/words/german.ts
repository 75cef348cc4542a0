import { de as common } from './common.de.js';
import { de as settings } from './settings.de.js';

/** The German words of `<support-access-settings>`. The build writes them into a file, which the element loads when a page wants them. */
export const german = { common, settings };
