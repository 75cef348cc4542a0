import { setTimeout as delay } from 'node:timers/promises';
import type { CommandDoor } from '#commands';
import type { CommandResult } from '#contracts';
import { LogReplacedError, StoreUnavailableError } from '#event-store';
import type { CommandPlanner, PlannedCommand } from './command-planner.js';
import type { LogCopy } from './log-copy.js';

const AGAIN_MS = 5;
const WAVES = 3;

/** Seeds 1 to `count`. */
export const seedsUpTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Plays the scenarios of these seeds, some at a time: most of one is waiting. @returns what was wrong, by seed */
export async function violationsOf(
  scenario: (seed: number) => Promise<readonly string[]>,
  { seeds, atOnce }: { seeds: readonly number[]; atOnce: number },
): Promise<string[]> {
  const waiting = seeds.values();
  const wrong: string[] = [];
  const work = async (): Promise<void> => {
    for (const seed of waiting) for (const what of await scenario(seed)) wrong.push(`seed ${seed}: ${what}`);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return wrong;
}

/** Until it is executed, as a sender that has a queue behind it; the planner is told what came of it. */
export async function insist(
  door: CommandDoor,
  planned: PlannedCommand,
  planner: CommandPlanner,
): Promise<CommandResult> {
  for (;;) {
    try {
      const { result, events, repeated } = await door.execute({ ...planned, source: { kind: 'http' } });
      if (!repeated) for (const event of events) planner.note(event);
      return result;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) || error instanceof LogReplacedError) throw error;
      await delay(AGAIN_MS);
    }
  }
}

/** Each command one outcome, whoever asks, and that is what the log says. */
export function checkOutcomes(
  outcomes: readonly { name: string; result: CommandResult }[],
  log: LogCopy,
): string[] {
  const wrong: string[] = [];
  const first = new Map<string, string>();
  for (const { name, result } of outcomes) {
    // Whether it says that it is not the first is up to who asks.
    const { repeated: _, ...outcome } = result as CommandResult & { repeated?: true };
    const text = JSON.stringify(outcome);
    if ((first.get(name) ?? text) !== text)
      wrong.push(`${name} has two outcomes: ${first.get(name)} and ${text}`);
    first.set(name, text);
    const recorded = log.commands.get(name)?.events ?? [];
    if (recorded.map(({ id }) => id).join() !== result.events.map(({ id }) => id).join())
      wrong.push(`${name} was answered with other events than the log has`);
  }
  return wrong;
}

/** So many commands in three waves, each planned when the one before it is answered, so that it names what that opened. */
export async function inWaves(
  planner: CommandPlanner,
  commands: number,
  send: (planned: PlannedCommand) => Promise<void>,
): Promise<PlannedCommand[]> {
  const sent: PlannedCommand[] = [];
  for (let wave = 0; wave < WAVES; wave++) {
    const plan = Array.from({ length: commands / WAVES }, () => planner.next());
    sent.push(...plan);
    await Promise.all(plan.map(send));
  }
  return sent;
}
