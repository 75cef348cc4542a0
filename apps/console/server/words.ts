import type { PageName, Locale } from '../facts.js';

const en = {
  titles: {
    home: 'Workspaces',
    settings: 'Support access',
    trail: 'Audit trail',
    desk: 'Desk',
  } satisfies Record<PageName, string>,
  noScript: 'This page needs JavaScript.',
  signedOut: 'You are signed out',
  signedOutText: 'You can close this window.',
  closedHere: 'Nothing was pressed here for a while',
  closedHereText: 'That is why this page was closed. You are still signed in.',
  back: 'Back to the page',
  signingOut: 'Signing you out',
  signingOutText: 'One moment. If nothing happens, follow this link.',
  signInAgain: 'Sign in again',
  noSignIn: 'You could not be signed in',
  signInOver: 'This sign-in took too long, was finished already, or was begun in another browser.',
  signInRefused: 'The sign-in was refused.',
  signInFailed:
    'The identity provider gave an answer that could not be used. Please tell your administrator.',
  tokensTooLong:
    'What the identity provider says about you is too long to be kept. Please tell your administrator.',
  noProvider: 'The identity provider does not answer. Please try again in a moment.',
  tryAgain: 'Try again',
};

const de: typeof en = {
  titles: {
    home: 'Workspaces',
    settings: 'Support-Zugriff',
    trail: 'Audit-Protokoll',
    desk: 'Support-Desk',
  },
  noScript: 'Diese Seite braucht JavaScript.',
  signedOut: 'Sie sind abgemeldet',
  signedOutText: 'Sie können dieses Fenster schließen.',
  closedHere: 'Hier wurde eine Weile nichts gedrückt',
  closedHereText: 'Deshalb wurde diese Seite geschlossen. Sie sind weiterhin angemeldet.',
  back: 'Zurück zur Seite',
  signingOut: 'Sie werden abgemeldet',
  signingOutText: 'Einen Moment. Wenn nichts geschieht, folgen Sie diesem Link.',
  signInAgain: 'Erneut anmelden',
  noSignIn: 'Sie konnten nicht angemeldet werden',
  signInOver:
    'Diese Anmeldung hat zu lange gedauert, war schon abgeschlossen oder wurde in einem anderen Browser begonnen.',
  signInRefused: 'Die Anmeldung wurde abgelehnt.',
  signInFailed:
    'Die Antwort des Identitätsanbieters ließ sich nicht verwenden. Bitte sagen Sie Ihrer Administration Bescheid.',
  tokensTooLong:
    'Was der Identitätsanbieter über Sie sagt, ist zu lang, um es aufzubewahren. Bitte sagen Sie Ihrer Administration Bescheid.',
  noProvider: 'Der Identitätsanbieter antwortet nicht. Bitte versuchen Sie es gleich noch einmal.',
  tryAgain: 'Noch einmal versuchen',
};

export type Words = typeof en;

/** The words of the pages that the server writes itself. */
export const wordsIn = (language: Locale): Words => (language === 'de' ? de : en);
