import { ProblemError } from '#client';
import type { SettingsWords } from '../../words/settings.js';
import type { Text } from '../../words/words.js';

/** A sentence for a refusal that people here can meet; the service's own words where there is none. */
export function sentenceOf(error: unknown, words: SettingsWords): string | undefined {
  const code = codeOf(error);
  return code === undefined ? undefined : sentenceOfCode(code, words);
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof ProblemError ? error.code : undefined;

export function sentenceOfCode(code: string, words: SettingsWords): string | undefined {
  const said: Text | undefined = {
    ...words,
    FORCED_SSO: words.forcedSso,
    IMPERSONATED: words.impersonated,
    CONSECUTIVE_LIMIT: words.consecutive,
    EXTENSION_LIMIT: words.oftenest,
    REQUEST_NOT_PENDING: words.requestOver,
    NO_ACTIVE_GRANT: words.offAlready,
    NO_LIVE_SESSION: words.sessionOver,
    NOT_WORKSPACE_OWNER: words.notOwner,
    CLOCK_BEHIND: words.cannotNow,
  }[code];
  return typeof said === 'string' ? said : undefined;
}
