// Which suites start first. Jest knows how long each took last time, but not in a fresh clone, where it goes by the size of the
// files; a long suite that starts last is then what the whole run waits for.
import Sequencer from '@jest/test-sequencer';

/** Those of more than about a minute and a half, at full scale: one that keeps both cores busy, then some that wait, and so on. */
const LONGEST = [
  'test/cluster/delivery.kafka.spec.ts',
  'test/outage/broker-outage.kafka.spec.ts',
  'test/e2e/restored-log.e2e.spec.ts',
  'test/cluster/postgres-restart.kafka.spec.ts',
  'test/projections/random-worlds.contract.spec.ts',
  'test/e2e/service-lifecycle.e2e.spec.ts',
  'test/crash/crash.kafka.spec.ts',
  'test/admin/export-kill.e2e.spec.ts',
  'test/cluster/leaders.kafka.spec.ts',
  'test/admin/copy-events-kill.e2e.spec.ts',
  'test/cluster/crash.kafka.spec.ts',
  'libs/kafka/broker-outage.kafka.spec.ts',
  'test/delivery/delivery.kafka.spec.ts',
];

/** Then those that start brokers, servers and services, and pure specs last. */
const TIERS = ['.kafka.', '.postgres.', '.e2e.', '.contract.'];

// oxlint-disable-next-line import/no-default-export -- how Jest takes it
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path, duration }) => {
      const named = LONGEST.findIndex((suite) => path.endsWith(`/${suite}`));
      if (named >= 0) return named;
      const tier = TIERS.findIndex((name) => path.includes(name));
      // Where there are times, they tell more than names.
      return LONGEST.length + (duration === undefined && tier >= 0 ? tier : TIERS.length);
    };
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}
