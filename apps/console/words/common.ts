import { de } from './common.de.js';

/** Words that every element may need; widgets carry them, too. */
const en = {
  live: 'Live',
  reconnecting: 'Reconnecting… What you see is from {at}.',
  tryAgain: 'Try again',
  noAnswer: 'The service does not answer. Nothing was changed as far as we know.',
  unconfirmed: 'Not confirmed yet. Trying again.',
  cancel: 'Cancel',
  left: '{left} left',
  over: 'over',
};

export type CommonWords = typeof en;
export const common: { en: CommonWords; de: CommonWords } = { en, de };
