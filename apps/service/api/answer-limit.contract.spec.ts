import { setTimeout as sleep } from 'node:timers/promises';
import { RequestMethod } from '@nestjs/common';
import type { EventStore } from '#event-store';
import { eventually } from '../../../test/support/eventually.js';
import { AnswerInTime } from '../http/answer-limit.js';
import { ApiInProcess } from '../spec/api-in-process.js';
import { ApiModule } from './api.module.js';

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

// Each of the two was bounded by itself: the owner had waited for nine seconds by then.
it('an approval is answered in time when looking for the request and recording are both slow', async () => {
  const api = await ApiInProcess.open({}, undefined, slow);
  const acme = '/v1/workspaces/acme';
  const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  await api.send('PUT', acme, { token: await api.token('service', 'crm'), body });
  const token = await api.token('owner', 'olivia');
  delayMs = 3_000;
  const since = performance.now();
  const answer = await api.send('POST', `${acme}/access-requests/r-1/approval`, { token });
  expect(performance.now() - since).toBeLessThan(5_000);
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  expect(answer.headers.get('retry-after')).toBe('2');
  // It goes on, and is recorded.
  delayMs = 0;
  await eventually('it is recorded', async () => (await api.events()).length === 2);
  await api.close();
}, 30_000);

/** Access checks and introspection send none. */
const CHECKS = /^(?:Authzen|Sessions)Controller$/;

type Class = { name: string; prototype: object };
const metadata = <T>(key: string, of: object): T[] => (Reflect.getMetadata(key, of) ?? []) as T[];

/** Every handler of a module that sends commands, with the interceptors around it. */
function sendersOf(module: object): { name: string; interceptors: object[] }[] {
  const own = metadata<Class>('controllers', module).flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler: unknown = Object.getOwnPropertyDescriptor(controller.prototype, name)?.value;
      if (typeof handler !== 'function') return [];
      const verb = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (verb === undefined || verb === RequestMethod.GET || CHECKS.test(controller.name)) return [];
      const around = [controller, handler].flatMap((each) => metadata<object>('__interceptors__', each));
      return [{ name: `${controller.name}.${name}`, interceptors: around }];
    }),
  );
  return [...own, ...metadata<object>('imports', module).flatMap(sendersOf)];
}

const senders = sendersOf(ApiModule);

it('finds the calls that send commands', () => expect(senders.length).toBeGreaterThan(10));

it.each(senders)('$name is answered in time', ({ interceptors }) =>
  expect(interceptors).toContain(AnswerInTime),
);
