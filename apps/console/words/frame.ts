/** Words around the pages of the console. */
const en = {
  connecting: 'Connecting…',
  signInAgain: 'You are signed out.',
  signIn: 'Sign in',
  signOut: 'Sign out',
  skip: 'Skip to the content',
  home: 'Workspaces',
  desk: 'Desk',
  supportAccess: 'Support access',
  auditTrail: 'Audit trail',
  idleTitle: 'Are you still there?',
  idleText: 'You will be signed out in {left}, because nothing was pressed for a while.',
  endText: 'You have been signed in for long. You will be signed out in {left}; sign in again to go on.',
  stay: 'Stay signed in',
};

const de: typeof en = {
  connecting: 'Verbindung wird hergestellt …',
  signInAgain: 'Sie sind abgemeldet.',
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  skip: 'Zum Inhalt springen',
  home: 'Workspaces',
  desk: 'Support-Desk',
  supportAccess: 'Support-Zugriff',
  auditTrail: 'Audit-Protokoll',
  idleTitle: 'Sind Sie noch da?',
  idleText: 'Sie werden in {left} abgemeldet, weil eine Weile nichts geschehen ist.',
  endText: 'Sie sind schon lange angemeldet. In {left} werden Sie abgemeldet; melden Sie sich dann neu an.',
  stay: 'Angemeldet bleiben',
};

export const frame = { en, de };
