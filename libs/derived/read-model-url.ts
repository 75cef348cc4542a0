import { UnsupportedReadModelUrlError } from './errors.js';

/** What is derived from the log is kept where `READ_MODEL_URL` says: in files beside that of the read models, or in one database. */
export const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//i.test(url);

/** @throws UnsupportedReadModelUrlError */
export function sqliteFile(url: string): string {
  const [, scheme = 'a URL without a scheme', path = ''] = /^([a-z][a-z0-9+.-]*:)(.*)$/i.exec(url) ?? [];
  if (scheme !== 'sqlite:' || path === '') throw new UnsupportedReadModelUrlError(scheme);
  return path;
}

/** `data/read-models.db` and `positions` make `data/read-models.positions.db`. */
export const beside = (file: string, what: string): string => `${file.replace(/\.db$/, '')}.${what}.db`;
