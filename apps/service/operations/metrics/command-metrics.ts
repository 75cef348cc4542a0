import type { Registry } from '@prometheus-io/client';
import { Counter } from '@prometheus-io/client';
import type { DoorObserver } from '#commands';

/** Metrics of executed commands. */
export function commandMetrics(registry: Registry): DoorObserver {
  const registers = [registry];
  const commands = new Counter({
    name: 'support_access_commands_total',
    help: 'Commands answered by the door, by type and outcome; repeated ones got their first outcome again',
    labelNames: ['type', 'outcome', 'code', 'repeated'],
    registers,
  });
  const conflicts = new Counter({
    name: 'support_access_append_conflicts_total',
    help: 'Decisions made again because the stream had moved on',
    registers,
  });
  const retries = new Counter({
    name: 'support_access_store_retries_total',
    help: 'Appends sent again to a store that did not answer',
    registers,
  });
  // Looked up once for each combination: this runs for every command.
  const counted = new Map<string, Counter.Internal>();
  return {
    executed: (type, result, repeated) => {
      const code = result.outcome === 'denied' ? result.code : '';
      const key = `${type} ${result.outcome} ${code} ${repeated}`;
      let child = counted.get(key);
      if (!child) counted.set(key, (child = commands.labels(type, result.outcome, code, String(repeated))));
      child.inc();
    },
    conflict: () => conflicts.inc(),
    storeRetry: () => retries.inc(),
  };
}
