import { createRequire } from 'node:module';

/** The parts of kafkajs that are met here. They are not its public interface, so package.json names its version exactly. */
type Batch = Record<'isEmpty' | 'isEmptyDueToFiltering', () => boolean>;
type ConsumerGroup = {
  memberId: string | null;
  generationId: number;
  fetch: (this: ConsumerGroup, nodeId: number) => Promise<Batch[]>;
};

const require = createRequire(import.meta.url);
const outdated = new WeakMap<object, () => boolean>();
let isInstalled = false;

/**
 * Keeps batches that were fetched before the group was joined anew from being handed over after that. kafkajs fetches from each
 * broker by itself, and when one fetch finds that a leader has moved or partitions were added it joins the group at once, while
 * batches of other brokers wait for their turn. The new reading position is what was committed; to take such a batch in would
 * move it past records that were read before, were not finished, and are expected to come again. An outdated batch counts as
 * empty, and is fetched again from the new position.
 */
export function passOverOutdatedBatches(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { prototype } = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: ConsumerGroup };
  const fetch = prototype.fetch;
  prototype.fetch = async function (nodeId) {
    const { memberId, generationId } = this;
    const batches = await fetch.call(this, nodeId);
    const isOld = (): boolean => this.generationId !== generationId || this.memberId !== memberId;
    for (const batch of batches) {
      const [isEmpty, isFiltered] = [batch.isEmpty, batch.isEmptyDueToFiltering];
      batch.isEmpty = () => isOld() || isEmpty.call(batch);
      batch.isEmptyDueToFiltering = () => !isOld() && isFiltered.call(batch);
      outdated.set(batch, isOld);
    }
    return batches;
  };
}

/** Whether the group was joined anew since this batch was fetched. */
export const isOutdated = (batch: object): boolean => outdated.get(batch)?.() ?? false;
