import { join, resolve } from 'node:path';
import { DevelopmentTokens } from '#auth';
import { Random } from '../support/random.js';
import { separation, separationDeviation } from '../support/rank-test.js';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

/** Measurements of each kind, and how many requests one subject makes: below the limit of misses. */
const EACH = 240;
const PER_SUBJECT = 40;
/** At once, each one request after another: more would queue, and blur what is measured. */
const CLIENTS = 4;

let service: ServiceProcess;
let directory: Directory;
let tokens: DevelopmentTokens;

beforeAll(async () => {
  // On a disk: what a denial takes longer is the wait for it, and temporary files may lie in memory.
  directory = await temporaryDirectory(resolve('.cache'));
  service = await ServiceProcess.start({ ...embedded(directory.path), REQUESTS_PER_MINUTE: '0' });
  tokens = await DevelopmentTokens.open(join(directory.path, 'dev-keys'));
  await service.send('PUT', `/v1/workspaces/${IDS.known}`, {
    token: service.token('service'),
    body: { tier: 'business', forcedSso: false, ownerIds: ['somebody-else'] },
  });
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
});

type Kind = 'known' | 'unknown';
const IDS: Record<Kind, string> = { known: 'workspace-1', unknown: 'workspace-2' };

/**
 * The milliseconds of requests about a workspace that is there and about ones that are not, in an order drawn by lot, so
 * that whatever else the machine does falls on both alike.
 */
async function measure(
  method: string,
  path: string,
  role: 'owner' | 'vendor-admin',
): Promise<Record<Kind, number[]>> {
  const random = new Random(20_261_122);
  const order: Kind[] = [...Array(EACH).fill('known'), ...Array(EACH).fill('unknown')];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const taken: Record<Kind, number[]> = { known: [], unknown: [] };
  const send = async (kind: Kind, token: string): Promise<void> => {
    const since = performance.now();
    const { status } = await service.send(method, `/v1/workspaces/${IDS[kind]}/${path}`, { token });
    taken[kind].push(performance.now() - since);
    expect(status).toBe(role === 'owner' || kind === 'unknown' ? 404 : 409);
  };
  const client = async (n: number): Promise<void> => {
    for (let begin = n * PER_SUBJECT; begin < order.length; begin += CLIENTS * PER_SUBJECT) {
      const token = await tokens.sign([role], `${role}-${method}-${path}-${begin}`);
      for (const kind of order.slice(begin, begin + PER_SUBJECT)) await send(kind, token);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)));
  return taken;
}

/** Beyond five deviations, by luck alone: less than one run in a million. */
const allowed = 5 * separationDeviation(EACH, EACH);

describe('an owner cannot tell by the clock whether a workspace exists', () => {
  it.each([
    ['POST', 'support-access'],
    ['DELETE', 'support-access'],
    ['GET', 'support-access'],
    ['GET', 'audit-trail'],
  ])(
    '%s %s',
    async (method, path) => {
      const { known, unknown } = await measure(method, path, 'owner');
      expect(Math.abs(separation(unknown, known) - 0.5)).toBeLessThan(allowed);
    },
    90_000,
  );

  it('and the measurement would show it: where nothing is hidden, recording a denial takes longer', async () => {
    const { known, unknown } = await measure('DELETE', 'support-access', 'vendor-admin');
    expect(separation(unknown, known)).toBeGreaterThan(0.5 + allowed);
  });
});
