/** The words of common.ts in German. */
export const de = {
  live: 'Live',
  reconnecting: 'Verbindung wird wiederhergestellt … Sie sehen den Stand von {at}.',
  tryAgain: 'Erneut versuchen',
  noAnswer: 'Der Dienst antwortet nicht. Soweit wir wissen, wurde nichts geändert.',
  unconfirmed: 'Noch nicht bestätigt. Es wird erneut versucht.',
  cancel: 'Abbrechen',
  left: 'noch {left}',
  over: 'vorbei',
};
