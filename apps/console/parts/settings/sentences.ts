import { ProblemError } from '#client';
import type { SettingsWords } from '../../words/settings.js';

export const codeOf = (error: unknown): string | undefined =>
  error instanceof ProblemError ? error.code : undefined;

/** A sentence for a refusal that people here can meet: it stands under the refusal's code. */
export const sentenceOf = (code: string | undefined, words: SettingsWords): string | undefined =>
  (words as Readonly<Record<string, unknown>>)[code ?? ''] as string | undefined;

/** Why access cannot be granted or extended now. */
export const refusalIn = (code: string, words: SettingsWords): string =>
  sentenceOf(code, words) ?? words.CLOCK_BEHIND;
