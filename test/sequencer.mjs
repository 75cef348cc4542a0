// Which suites start first. Jest knows how long each took last time, but not in a fresh clone, where it goes by the size of the
// files; a long suite that starts last is then what the whole run waits for.
import Sequencer from '@jest/test-sequencer';

/** The long ones at full scale, those of a cluster far apart: two clusters at once leave both cores no time for anything else. */
const LONGEST = [
  'test/projections/random-worlds-odd.contract.spec.ts',
  'test/cluster/delivery.kafka.spec.ts',
  'test/outage/broker-outage.kafka.spec.ts',
  'test/projections/random-worlds-even.contract.spec.ts',
  'test/e2e/service-lifecycle.e2e.spec.ts',
  'libs/domain/spec/many-histories.spec.ts',
  'test/e2e/restored-log.e2e.spec.ts',
  'test/admin/export-kill.e2e.spec.ts',
  'test/crash/crash.kafka.spec.ts',
  'test/admin/copy-events-kill.e2e.spec.ts',
  'libs/kafka/broker-outage.kafka.spec.ts',
  'test/cluster/postgres-restart.kafka.spec.ts',
  'test/delivery/delivery.kafka.spec.ts',
  'libs/event-store/eventstoredb/faults.contract.spec.ts',
  'libs/read-models/postgres.postgres.spec.ts',
  'test/e2e/two-doors.kafka.spec.ts',
  'libs/kafka/membership.kafka.spec.ts',
  'test/cluster/leaders.kafka.spec.ts',
  'libs/event-store/eventstoredb/eventstoredb.contract.spec.ts',
  'libs/kafka/command-consumer.kafka.spec.ts',
  'test/e2e/publisher-lease.kafka.spec.ts',
  'test/e2e/leases.postgres.spec.ts',
  'libs/kafka/secured-brokers.kafka.spec.ts',
  'libs/kafka/dead-letters/dead-letters.kafka.spec.ts',
  'test/cluster/crash.kafka.spec.ts',
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
