const en = {
  label: 'Support session',
  in: 'You are in {workspace}',
  for: 'for {ticket}',
  as: 'as {engineer}',
  left: '{left} left',
  leave: 'Leave',
  leaving: 'Leaving…',
  over: 'The session is over',
};

const de: typeof en = {
  label: 'Support-Sitzung',
  in: 'Sie sind in {workspace}',
  for: 'für {ticket}',
  as: 'als {engineer}',
  left: 'noch {left}',
  leave: 'Verlassen',
  leaving: 'Wird verlassen …',
  over: 'Die Sitzung ist beendet',
};

export const banner = { en, de };
