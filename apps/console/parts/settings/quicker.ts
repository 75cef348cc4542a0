import type { ProblemError } from '#client';
import type { SettingsWords } from '../../words/settings.js';
import type { Text } from '../../words/words.js';
import { nameOf } from '../person.js';
import type { Access, WorkspaceAccess } from './access.js';

type Options = {
  of: WorkspaceAccess;
  /** As it is after the refusal. */
  access: Access;
  words: SettingsWords;
  say: (text: Text, values: Record<string, unknown>) => unknown;
};

/** Who was quicker, when a decision met something that was decided already; undefined when it is another refusal. */
export async function quicker(
  what: string,
  { code }: ProblemError,
  { of, access, words, say }: Options,
): Promise<unknown> {
  const { grant, lastEnd } = access;
  if (code === 'ALREADY_GRANTED') return grant && say(words.quickerOn, { who: nameOf(grant.grantedBy) });
  if (code === 'NO_LIVE_SESSION') return words.NO_LIVE_SESSION;
  if (code === 'NO_ACTIVE_GRANT')
    return lastEnd?.cause === 'revoked' && lastEnd.endedBy
      ? say(words.quickerOff, { who: nameOf(lastEnd.endedBy) })
      : words.NO_ACTIVE_GRANT;
  if (code !== 'REQUEST_NOT_PENDING') return undefined;
  const requestId = what.slice(what.indexOf(':') + 1);
  const request = await of.request(requestId).catch(() => undefined);
  const told: Partial<Record<string, Text>> = {
    approved: words.quickerApproved,
    declined: words.quickerDeclined,
    withdrawn: words.quickerWithdrawn,
  };
  const text = request && told[request.status];
  return text && request.endedBy ? say(text, { who: nameOf(request.endedBy) }) : words.REQUEST_NOT_PENDING;
}
