import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import { eventually } from '../../../test/support/eventually.js';
import { AUTHORIZATION, isCommand } from '../auth/authorization.js';
import type { Answer, Sent } from '../spec/api-in-process.js';
import { ApiInProcess } from '../spec/api-in-process.js';

/** Reading a stream and appending take this long each. */
let delayMs = 0;
const slow = (store: EventStore): EventStore =>
  new Proxy(store, {
    get(target, name) {
      if (name === 'append')
        return async (...given: Parameters<EventStore['append']>) => {
          await sleep(delayMs);
          return target.append(...given);
        };
      if (name === 'readStream')
        return async function* (...given: Parameters<EventStore['readStream']>) {
          await sleep(delayMs);
          yield* target.readStream(...given);
        };
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });

describe('a call that sends a command, on a slow store', () => {
  const acme = '/v1/workspaces/acme';
  const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  let api: ApiInProcess;
  let owner: Sent;

  beforeEach(async () => {
    delayMs = 0;
    api = await ApiInProcess.open({}, undefined, slow);
    await api.send('PUT', acme, { token: await api.token('service', 'crm'), body });
    owner = { token: await api.token('owner', 'olivia') };
  });
  afterEach(() => api.close());

  async function expectAnswersInTime(calls: () => Promise<Answer>[]): Promise<void> {
    const since = performance.now();
    const answers = await Promise.all(calls());
    expect(performance.now() - since).toBeLessThan(5_000);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
      expect(answer.headers.get('retry-after')).toBe('2');
    }
    // The work goes on, and is recorded.
    delayMs = 0;
    await eventually('it is recorded', async () => (await api.events()).length === 1 + answers.length);
  }

  // Each of the two was bounded by itself: the owner had waited for nine seconds by then.
  it('is answered in time when looking for what it names and recording are both slow', async () => {
    delayMs = 3_000;
    await expectAnswersInTime(() => [api.send('POST', `${acme}/access-requests/r-1/approval`, owner)]);
  }, 30_000);

  it('is answered in time, whichever it is', async () => {
    const engineer = { token: await api.token('engineer', 'erin') };
    const service = { token: await api.token('service', 'crm') };
    delayMs = 5_000;
    await expectAnswersInTime(() => [
      api.send('DELETE', `${acme}/support-access`, owner),
      api.send('POST', `${acme}/support-logins`, engineer),
      api.send('POST', `${acme}/access-requests`, { ...engineer, body: { reason: 'totals differ' } }),
      api.send('PUT', acme, { ...service, body }),
    ]);
  }, 30_000);
});

it('bounds every call of the API that changes something, and no other', () => {
  const unbounded = Object.keys(AUTHORIZATION).filter((call) => {
    const [method, path] = call.split(' ') as [string, string];
    return method !== 'GET' && !isCommand(method, path);
  });
  // They send no commands.
  expect(unbounded).toEqual([
    'POST /access/v1/evaluation',
    'POST /access/v1/evaluations',
    'POST /v1/sessions/introspect',
  ]);
});
