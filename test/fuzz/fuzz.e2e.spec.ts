import { ApiDocument } from './api-document.js';
import { fuzzRun } from './fuzz-run.js';
import { seeded } from '../support/seed.js';

/** A hundred thousand are `npm run fuzz`. */
const REQUESTS = 4_000;

it(
  `${REQUESTS} requests made of the document get documented answers, and none is an error of ours`,
  seeded(async (seed) => {
    const lines: string[] = [];
    const { answers, events, violations } = await fuzzRun({
      requests: REQUESTS,
      seed,
      say: (line) => lines.push(line),
    });
    expect(violations).toEqual([]);
    // It got through, and was refused, or it proved nothing.
    const calls = ApiDocument.read().calls.map(({ call }) => call);
    // What names a request, a session or a grant of its workspace rarely names the right one: that a rule refuses it is enough.
    const namesMore = (call: string): boolean => /\{.*\{/.test(call) || call.endsWith('/extensions');
    const through = (call: string): number[] => (namesMore(call) ? [200, 201, 409] : [200, 201]);
    const untouched = calls.filter((call) => !through(call).some((status) => answers.get(call)?.has(status)));
    expect(untouched).toEqual([]);
    const refused = calls.filter((call) => [400, 401, 403].every((status) => answers.get(call)?.has(status)));
    expect(refused.length).toBeGreaterThan(8);
    expect(events).toBeGreaterThan(REQUESTS / 40);
  }),
  600_000,
);
