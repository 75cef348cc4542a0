import type { CommandPlanner, PlannedCommand } from '../support/command-planner.js';
import { commandRecord } from '../support/command-message.js';
import type { ProducedRecord } from '../support/kafka-client.js';
import type { Random } from '../support/random.js';
import { changed, retold } from '../support/told-again.js';

/** How far behind its first delivery a command may come again, as a share of all of them. */
const MAX_LATE = 0.3;

export type Deliveries = {
  /** In the order of their first delivery. */
  planned: PlannedCommand[];
  records: ProducedRecord[];
  /** Deliveries of another command under an id that was used. */
  reused: number;
};

/**
 * So many commands, each delivered one to five times: again at once or much later, told as before or as a retry may tell it, in
 * either mode. One in a hundred ids is used once more for another command.
 */
export function planDeliveries(planner: CommandPlanner, random: Random, commands: number): Deliveries {
  const planned = Array.from({ length: commands }, () => planner.next());
  const due: { at: number; record: ProducedRecord }[] = [];
  let reused = 0;
  planned.forEach((command, at) => {
    due.push({ at, record: commandRecord(command, random) });
    const later = (): number => at + (random.chance(0.3) ? 0.5 : random.next() * MAX_LATE * commands + 0.5);
    for (let times = random.int(1, 5); times > 1; times--)
      due.push({ at: later(), record: commandRecord(retold(command, random), random) });
    if (!random.chance(0.01)) return;
    reused += 1;
    due.push({ at: later(), record: commandRecord(changed(command), random) });
  });
  due.sort((a, b) => a.at - b.at);
  return { planned, records: due.map(({ record }) => record), reused };
}
