import { setTimeout as sleep } from 'node:timers/promises';
import { openLogTreeQueries } from '#evidence';
import type { StartWork } from '../leases/mount-role.js';
import type { Evidence } from '../../ports.js';
import type { ServiceContext } from '../../service-context.js';
import type { EvidenceParts } from './evidence-parts.js';
import { LogVerificationGate } from './log-verification-gate.js';
import type { NewSigning, Signing } from './signing.js';

/**
 * A check that needs nobody else is over by then: a start need not answer its first commands with 503, and one that is refused
 * does not listen.
 */
const START_MS = 2_000;

/**
 * In every process that takes commands: checks that the log is the one that was signed for. A log that is another ends the
 * process, now or later; until it is known, no command is taken.
 *
 * @param newSigning what signs it as it grows, in the one process that can write it; where there may be several, see
 * {@link signUnderLease}
 * @throws InconsistentLogError when that is known before the service listens
 */
export async function startEvidence(
  context: ServiceContext,
  parts: EvidenceParts,
  newSigning: NewSigning | undefined,
): Promise<Evidence> {
  const { config, health, shutdown, fail } = context;
  const tree = await openLogTreeQueries(config.readModelUrl);
  shutdown.add('the tree of the log', () => tree.close());
  const trial = new LogVerificationGate(context, { ...parts, tree });
  const signing = newSigning?.({ ...parts, tree });
  const obstacle = (): string | undefined => trial.obstacle();
  health.register('evidence', () => healthOf(trial));
  shutdown.add('the checkpoints', async () => {
    trial.stop();
    await signing?.finish();
  });
  const signed = signAfter(trial, signing);
  await Promise.race([signed, sleep(START_MS, undefined, { ref: false })]);
  // From here on nobody waits for it.
  signed.catch(fail);
  return { keys: parts.keys, tree, obstacle };
}

/**
 * For the role `projections`, whose one active process signs a log that several write: it folds the tree that is signed. The
 * log is checked anew each time that the role comes to a process.
 */
export const signUnderLease =
  (context: ServiceContext, parts: EvidenceParts, newSigning: NewSigning): StartWork =>
  async (tenure) => {
    const tree = await openLogTreeQueries(context.config.readModelUrl);
    const trial = new LogVerificationGate(context, { ...parts, tree });
    const signing = newSigning({ ...parts, tree }, tenure);
    signAfter(trial, signing).catch(context.fail);
    return {
      health: () => healthOf(trial),
      stop: async (how) => {
        trial.stop();
        await (how === 'finish' ? signing.finish() : signing.abandon());
        await tree.close();
      },
    };
  };

/** @throws InconsistentLogError */
async function signAfter(trial: LogVerificationGate, signing: Signing | undefined): Promise<void> {
  if (await trial.run()) signing?.start(trial.received);
}

const healthOf = (trial: LogVerificationGate) => {
  const reason = trial.obstacle();
  return reason === undefined ? ({ status: 'up' } as const) : ({ status: 'down', reason } as const);
};
