import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '#config';
import { requirePlaces } from './require-places.js';

const directory = mkdtempSync(join(tmpdir(), 'require-places-'));
afterAll(() => rmSync(directory, { recursive: true }));

const places = {
  EVENT_STORE_URL: `sqlite:${join(directory, 'log', 'events.db')}`,
  READ_MODEL_URL: `sqlite:${join(directory, 'models', 'read-models.db')}`,
  DEV_KEYS_DIR: join(directory, 'keys'),
};

it('makes the directories, and leaves nothing in them', () => {
  requirePlaces(parseConfig(places));
  const made = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  expect(new Set(made)).toEqual(new Set(['keys', 'log', 'models']));
});

// Also for root, who may write to these by its rights, and can make no file there.
it.each([
  ['EVENT_STORE_URL', 'sqlite:/sys/events.db', '/sys cannot be written to: '],
  ['READ_MODEL_URL', 'sqlite:/sys/read-models.db', '/sys cannot be written to: '],
  ['READ_MODEL_URL', 'sqlite:/proc/nowhere/read-models.db', '/proc/nowhere cannot be made: '],
  ['DEV_KEYS_DIR', '/proc/nowhere/keys', '/proc/nowhere cannot be made: '],
])('refuses %s=%s, naming the variable and the directory', (variable, value, fault) => {
  const config = parseConfig({ ...places, [variable]: value });
  expect(() => requirePlaces(config)).toThrow(`configuration: ${variable} cannot be used: ${fault}`);
});
