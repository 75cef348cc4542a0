import type { CommandEnvelope, Door } from '#commands';
import { StoreUnavailableError } from '#event-store';
import { appendTracing, tracedDoor } from './command-tracing.js';
import type { SpanStart, Tracer } from './tracer.js';

/** A tracer that writes down what it is told. */
function notebook() {
  const started: SpanStart[] = [];
  const ended: unknown[] = [];
  const tracer: Tracer = {
    start(start) {
      started.push(start);
      return {
        traceparent: `span ${started.length}`,
        end: (attributes) => void ended.push(attributes),
        fail: (error) => void ended.push(error),
      };
    },
  };
  return { tracer, started, ended };
}

const expiry: CommandEnvelope = {
  commandId: 'expire-g1',
  command: { type: 'ExpireSupportAccess', data: { workspaceId: 'acme', grantId: 'g1' } },
  source: { kind: 'saga' },
};
const ignoring: Door = {
  execute: ({ commandId }) =>
    Promise.resolve({
      result: { commandId, workspaceId: 'acme', outcome: 'ignored', events: [] },
      repeated: false,
      events: [],
    }),
};

it('an expiry begins a trace of its own', async () => {
  const { tracer, started, ended } = notebook();
  await tracedDoor(tracer, ignoring).execute(expiry);
  expect(started).toMatchObject([
    {
      name: 'ExpireSupportAccess',
      parent: undefined,
      attributes: { 'support_access.command.source': 'saga', 'support_access.command.id': 'expire-g1' },
    },
  ]);
  expect(ended).toEqual([{ 'support_access.outcome': 'ignored', 'support_access.repeated': false }]);
});

it('what lies behind the door is a part of the command', async () => {
  const { tracer } = notebook();
  const inside: (string | undefined)[] = [];
  const door: Door = {
    execute(envelope) {
      inside.push(envelope.traceparent);
      return ignoring.execute(envelope);
    },
  };
  await tracedDoor(tracer, door).execute({ ...expiry, traceparent: 'the sender' });
  expect(inside).toEqual(['span 1']);
});

it('what fails is told, and thrown all the same', async () => {
  const { tracer, ended } = notebook();
  const error = new StoreUnavailableError('away');
  const door: Door = { execute: () => Promise.reject(error) };
  await expect(tracedDoor(tracer, door).execute(expiry)).rejects.toBe(error);
  expect(ended).toEqual([error]);
});

it('without a tracer the door is the same door, and nobody is told of appends', () => {
  expect(tracedDoor(undefined, ignoring)).toBe(ignoring);
  expect(appendTracing(undefined, 'sqlite:x')).toEqual({});
});
