import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { openDerivedFile } from './derived-file.js';

it('is set aside under another name and made anew when it is garbage', () => {
  const directory = mkdtempSync(join(tmpdir(), 'derived-file-'));
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const file = join(directory, 'event-index-1.db');
  writeFileSync(file, 'Dear diary, '.repeat(1_000));
  openDerivedFile(directory).close();
  expect(warned).toHaveBeenCalledWith(expect.stringContaining(file));
  expect(readdirSync(directory).some((name) => name.startsWith('event-index-1.db.damaged-'))).toBe(true);
  warned.mockRestore();
  rmSync(directory, { recursive: true });
});
