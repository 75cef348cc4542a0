import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '#event-store';
import { openReadModels } from '#read-models';
import { describeWith } from '../engines/engines.js';
import { newDatabase } from '../engines/shared-postgres.js';
import { SessionKeys } from '../../apps/service/api/sessions/session-keys.js';
import type { OneAnswerParts } from './one-answer.contract.js';
import { describeOneAnswer } from './one-answer.contract.js';

describeWith(['postgres'], '"may they be in?" with read models on PostgreSQL', () => {
  const directory = mkdtempSync(join(tmpdir(), 'one-answer-'));
  let parts: OneAnswerParts;
  let database: Awaited<ReturnType<typeof newDatabase>>;

  beforeAll(async () => {
    database = await newDatabase();
    parts = {
      store: await openEventStore(`sqlite:${join(directory, 'events.db')}`),
      models: await openReadModels(database.url),
      keys: await SessionKeys.of([generateKeyPairSync('ed25519').privateKey]),
    };
  });
  afterAll(async () => {
    await parts.models.close();
    await parts.store.close();
    await database.drop();
    rmSync(directory, { recursive: true });
  });

  describeOneAnswer(() => parts, 10);
});
