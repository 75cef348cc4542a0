import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '#event-store';
import { openReadModels } from '#read-models';
import { SessionKeys } from '../../apps/service/api/sessions/session-keys.js';
import type { OneAnswerParts } from './one-answer.contract.js';
import { describeOneAnswer } from './one-answer.contract.js';

describe('"may they be in?" on SQLite', () => {
  const directory = mkdtempSync(join(tmpdir(), 'one-answer-'));
  let parts: OneAnswerParts;

  beforeAll(async () => {
    parts = {
      store: await openEventStore(`sqlite:${join(directory, 'events.db')}`),
      models: await openReadModels(`sqlite:${join(directory, 'read-models.db')}`),
      keys: await SessionKeys.of([generateKeyPairSync('ed25519').privateKey]),
    };
  });
  afterAll(async () => {
    await parts.models.close();
    await parts.store.close();
    rmSync(directory, { recursive: true });
  });

  describeOneAnswer(() => parts, 40);
});
