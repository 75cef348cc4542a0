import { createHash, generateKeyPairSync, hash, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { SupportAccessEvent } from '#domain';
import { happenedAt, streamOf } from '#domain';
import type { EventMetadata } from '#event-store';
import type { VerifierKey } from '#evidence';
import {
  CHECKPOINT_FILE,
  CompactRange,
  eventLine,
  EVENTS_FILE,
  leafHashOfHex,
  MANIFEST_FILE,
  manifestText,
  NoteSigner,
  sealEvents,
  signCheckpoint,
  ZERO_CHAIN,
} from '#evidence';

const LINES_PER_WRITE = 2_000;
const ORIGIN = 'bench.example/support-access';

/** Writes the bundle of a whole log, as an export does, of any number of events. */
export function writeBundle(directory: string, events: Iterable<SupportAccessEvent>): VerifierKey {
  mkdirSync(directory);
  const signer = new NoteSigner(ORIGIN, generateKeyPairSync('ed25519').privateKey);
  const tree = new CompactRange();
  const sha256 = createHash('sha256');
  const file = openSync(join(directory, EVENTS_FILE), 'w');
  let lines: string[] = [];
  const flush = (): void => {
    const bytes = Buffer.from(lines.join(''));
    sha256.update(bytes);
    writeSync(file, bytes);
    lines = [];
  };
  for (const event of sealed(events)) {
    tree.append(leafHashOfHex(event.chain));
    if (lines.push(eventLine(event)) === LINES_PER_WRITE) flush();
  }
  flush();
  closeSync(file);
  const note = signCheckpoint({ origin: ORIGIN, size: tree.size, root: tree.root() }, [signer]);
  writeFileSync(join(directory, CHECKPOINT_FILE), note);
  const files = { [CHECKPOINT_FILE]: hash('sha256', note), [EVENTS_FILE]: sha256.digest('hex') };
  const facts = { origin: ORIGIN, scope: { kind: 'log' }, count: tree.size, treeSize: tree.size } as const;
  const createdAt = new Date().toISOString();
  writeFileSync(join(directory, MANIFEST_FILE), manifestText({ ...facts, files, createdAt }));
  return signer.verifierKey;
}

function* sealed(events: Iterable<SupportAccessEvent>) {
  const heads = new Map<string, { revision: number; chain: string }>();
  let offset = 0;
  for (const event of events) {
    const stream = streamOf(event.data.workspaceId);
    const head = heads.get(stream);
    const commandId = randomUUID();
    const metadata: EventMetadata = {
      causationId: commandId,
      commandHash: hash('sha256', commandId),
      commandId,
      correlationId: commandId,
      recordedAt: happenedAt(event),
      schemaVersion: 1,
      source: { kind: 'kafka', offset: String(offset++), partition: 0, topic: 'support-access.commands' },
    };
    const draft = { id: uuidv7(), ...event, metadata };
    const [one] = sealEvents(stream, head?.revision ?? 'empty', head?.chain ?? ZERO_CHAIN, [draft]);
    const revision = (head?.revision ?? -1) + 1;
    heads.set(stream, { revision, chain: one!.chain });
    yield { ...one!, stream, revision };
  }
}
