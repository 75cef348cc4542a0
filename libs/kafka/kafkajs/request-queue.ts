import { createRequire } from 'node:module';

/** The part of kafkajs that is met here. It is not its public interface, so package.json names its version exactly. */
type RequestQueue = { pending: readonly unknown[] };
type KafkajsRequestQueue = { prototype: { scheduleCheckPendingRequests: (this: RequestQueue) => void } };

const require = createRequire(import.meta.url);
let isInstalled = false;

/**
 * Lets an idle connection of kafkajs rest. After every answer it sets a timer to look for requests that wait, by the time until
 * which the broker throttles it: without throttling that time is far in the past, the timer's negative delay becomes 1 ms, and
 * each timer sets the next. So every connection wakes the process a thousand times a second for as long as it is open, and
 * Node.js 24 warns of the negative delay. Nothing has to be looked for while nothing waits: whatever is sent is sent at once or,
 * where it has to wait, sets the timer itself.
 */
export function sleepWhenIdle(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { prototype } = require('kafkajs/src/network/requestQueue/index.js') as KafkajsRequestQueue;
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0) schedule.call(this);
  };
}
