/** Words that every element may need; widgets carry them, too. */
const en = {
  live: 'Live',
  reconnecting: 'Reconnecting… What you see is from {at}.',
  tryAgain: 'Try again',
  noAnswer: 'The service does not answer. Nothing was changed as far as we know.',
  unconfirmed: 'Not confirmed yet. Trying again.',
  system: 'the system',
  copy: 'Copy',
  copied: 'Copied',
  cancel: 'Cancel',
};

const de: typeof en = {
  live: 'Live',
  reconnecting: 'Verbindung wird wiederhergestellt … Sie sehen den Stand von {at}.',
  tryAgain: 'Erneut versuchen',
  noAnswer: 'Der Dienst antwortet nicht. Soweit wir wissen, wurde nichts geändert.',
  unconfirmed: 'Noch nicht bestätigt. Es wird erneut versucht.',
  system: 'das System',
  copy: 'Kopieren',
  copied: 'Kopiert',
  cancel: 'Abbrechen',
};

export const common = { en, de };
