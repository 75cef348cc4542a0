import { setTimeout as sleep } from 'node:timers/promises';
import type { SupportAccessClient } from '#client';
import { ProblemError } from '#client';
import type { Checkpoint, EventProof, VerifierKey } from '#evidence';
import { isIncluded, openCheckpoint, parseVkeys } from '#evidence';
import type { Cli } from '../cli.js';
import type { ReportedEvent } from '../report/grant-facts.js';
import type { Evidence } from '../report/prove.js';

const ASK_AGAIN_MS = 1_000;
/** Longer than a service usually takes to sign the next checkpoint. */
const WAIT_MS = 120_000;

type Asking = { cli: Cli; client: SupportAccessClient; wait: boolean };

/** The same evidence as from the stores, but for the chain: its hashes are over metadata that the calls do not give. */
export async function proveByApi(told: readonly ReportedEvent[], asking: Asking): Promise<Evidence> {
  const { cli, client } = asking;
  const keys = parseVkeys(await client.evidence.verifierKeys({ signal: cli.signal }));
  const evidence: Evidence = {
    origin: keys[0]!.name,
    vkeys: keys.map(({ vkey }) => vkey),
    proofs: [],
    remarks: ['Over HTTP events come without all of the metadata that the hash chain is computed over.'],
    damaged: false,
  };
  const signed = await checkpointOver(told.at(-1)?.recorded.id, keys, asking);
  if (signed === undefined) {
    evidence.remarks.push('No checkpoint has been made of this log yet.');
    return evidence;
  }
  evidence.checkpoint = signed.note;
  for (const { recorded, previousChain } of told) {
    const { id, chain } = recorded;
    const proof = await proofOf(id, signed.checkpoint.size, asking);
    if (proof === undefined) {
      evidence.remarks.push(`Event ${id} is newer than the checkpoint.`);
      continue;
    }
    const { size, root } = signed.checkpoint;
    if (isIncluded({ ...proof, size, root, leaf: Buffer.from(chain, 'hex') })) {
      evidence.proofs.push({ id, size, previousChain, ...proof });
      continue;
    }
    evidence.remarks.push(`Event ${id} is not the one that the checkpoint was signed for.`);
    evidence.damaged = true;
  }
  return evidence;
}

type Signed = { note: string; checkpoint: Checkpoint };

/** The newest checkpoint; with `wait` one that covers the event, if it comes in time. */
async function checkpointOver(
  eventId: string | undefined,
  keys: readonly VerifierKey[],
  asking: Asking,
): Promise<Signed | undefined> {
  const { cli, client, wait } = asking;
  const deadline = cli.clock.now() + WAIT_MS;
  for (;;) {
    const note = await orMissing(client.evidence.latestCheckpoint({ signal: cli.signal }));
    const checkpoint = note === undefined ? undefined : openCheckpoint(note, keys);
    const isEnough =
      checkpoint !== undefined &&
      (eventId === undefined || (await proofOf(eventId, checkpoint.size, asking)) !== undefined);
    if (isEnough || !wait || cli.clock.now() >= deadline) return checkpoint && { note: note!, checkpoint };
    await sleep(ASK_AGAIN_MS, undefined, { signal: cli.signal });
  }
}

async function proofOf(
  eventId: string,
  size: number,
  { cli, client }: Asking,
): Promise<Pick<EventProof, 'index' | 'hashes'> | undefined> {
  const proof = await orMissing(client.evidence.proveInclusion(eventId, { size }, { signal: cli.signal }));
  if (proof === undefined) return undefined;
  return { index: proof.index, hashes: proof.hashes.map((hash) => Buffer.from(hash, 'base64')) };
}

/** What is not there yet, as the service says it: 404 before it is in the tree, 400 while the checkpoint is too small. */
async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProblemError && (error.status === 404 || error.status === 400)) return undefined;
    throw error;
  }
}
