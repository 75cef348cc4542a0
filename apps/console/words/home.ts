const en = {
  title: 'Workspaces',
  ownerTitle: 'Support access to your workspaces',
  ownerText:
    'See whether our support engineers can enter a workspace of yours, answer their requests, and end their access at any moment.',
  auditorTitle: 'Audit trails',
  auditorText:
    'Read everything that happened in a workspace: who was let in by whom, who was in, and what was refused.',
  vendorTitle: 'Support access of customers',
  vendorText: 'See who may enter a workspace and who is in, and end access.',
  deskText: 'Requests, open workspaces and sessions of all customers are on the {desk}.',
  deskLink: 'desk',
  field: 'Open a workspace',
  hint: 'its id, such as acme',
  open: 'Open',
  lately: 'Opened lately',
  remove: 'Remove {workspace} from this list',
  isFilled: 'Please write the id of a workspace.',
  noSuchId: 'An id has letters, digits and . _ : @ - only.',
  noRole: 'Your account has no role here yet. Whoever manages your sign-in can give it one.',
};

const de: typeof en = {
  title: 'Workspaces',
  ownerTitle: 'Support-Zugriff auf Ihre Workspaces',
  ownerText:
    'Sehen Sie, ob unsere Support-Ingenieure einen Workspace von Ihnen betreten können, beantworten Sie ihre Anfragen, und beenden Sie ihren Zugriff, wann immer Sie wollen.',
  auditorTitle: 'Audit-Protokolle',
  auditorText:
    'Lesen Sie alles, was in einem Workspace geschehen ist: wer von wem eingelassen wurde, wer darin war und was abgelehnt wurde.',
  vendorTitle: 'Support-Zugriff bei Kunden',
  vendorText: 'Sehen Sie, wer einen Workspace betreten darf und wer darin ist, und beenden Sie Zugriffe.',
  deskText: 'Anfragen, offene Workspaces und Sitzungen aller Kunden finden Sie auf dem {desk}.',
  deskLink: 'Support-Desk',
  field: 'Workspace öffnen',
  hint: 'die ID, zum Beispiel acme',
  open: 'Öffnen',
  lately: 'Zuletzt geöffnet',
  remove: '{workspace} aus dieser Liste entfernen',
  isFilled: 'Bitte geben Sie die ID eines Workspace ein.',
  noSuchId: 'Eine ID besteht nur aus Buchstaben, Ziffern und . _ : @ -',
  noRole: 'Ihr Konto hat hier noch keine Rolle. Wer Ihre Anmeldung verwaltet, kann ihm eine geben.',
};

export const home = { en, de };
export type HomeWords = typeof en;
