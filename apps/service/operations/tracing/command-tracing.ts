import type { Door, DoorObserver } from '#commands';
import { CommandRecordedError } from '#event-store';
import type { Tracer } from './tracer.js';

/**
 * A door at which each command is a span, part of its sender's trace. What it records carries that span's context, so that
 * consumers of an event can continue the trace. No span names a person or a workspace: the command's id leads to the log, which only
 * authorized readers see.
 */
export const tracedDoor = (tracer: Tracer | undefined, door: Door): Door =>
  tracer ? doorWithSpans(tracer, door) : door;

const doorWithSpans = (tracer: Tracer, door: Door): Door => ({
  async execute(envelope) {
    const { commandId, command, source, traceparent } = envelope;
    const span = tracer.start({
      name: command.type,
      kind: 'internal',
      parent: traceparent,
      attributes: {
        'support_access.command.id': commandId,
        'support_access.command.type': command.type,
        'support_access.command.source': source.kind,
      },
    });
    try {
      const executed = await door.execute({ ...envelope, traceparent: span.traceparent });
      const { result, repeated } = executed;
      span.end({
        'support_access.outcome': result.outcome,
        'support_access.repeated': repeated,
        ...(result.outcome === 'denied' && { 'support_access.code': result.code }),
      });
      return executed;
    } catch (error) {
      span.fail(error);
      throw error;
    }
  },
});

/** Each append of the door as a child span of its command's. The span has the kind of store, not its address. */
export function appendTracing(
  tracer: Tracer | undefined,
  eventStoreUrl: string,
): Pick<DoorObserver, 'appending'> {
  if (!tracer) return {};
  const system = eventStoreUrl.startsWith('sqlite:') ? 'sqlite' : 'eventstoredb';
  return {
    appending(parent, events) {
      const span = tracer.start({
        name: 'append',
        kind: 'client',
        parent,
        attributes: {
          'db.system.name': system,
          'db.operation.name': 'append',
          'db.operation.batch.size': events,
        },
      });
      return (error) => {
        // Of a command that was here before: found, and no failure.
        if (error === undefined || error instanceof CommandRecordedError) span.end();
        else span.fail(error);
      };
    },
  };
}
