import type { SupportAccessEvent, SupportAccessEventType } from '#domain';

/**
 * What stored data of an older schema becomes on reading. Stored events never change; version 1 is the only one yet.
 * @throws RangeError for another one
 */
export function upcast(
  type: SupportAccessEventType,
  data: unknown,
  schemaVersion: number,
): SupportAccessEvent {
  if (schemaVersion !== 1)
    throw new RangeError(`${type} has schema version ${schemaVersion}; this release reads version 1`);
  return { type, data } as SupportAccessEvent;
}
