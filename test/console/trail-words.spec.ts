import { expect, it } from '@jest/globals';
import type { AuditEntry } from '#client';
import { EXTERNAL_COMMAND_TYPES } from '#contracts';
import type { SupportAccessEvent } from '#domain';
import { labelOf as labelOfService } from '#read-models';
import { EVENT_TYPES, labelOf } from '../../apps/console/parts/trail/marks.js';
import { trailEvents } from '../../apps/console/words/trail-events.js';

const CAUSES = [
  undefined,
  ...Object.keys(trailEvents.en)
    .filter((name) => name.startsWith('cause_'))
    .map((name) => name.slice('cause_'.length)),
];

it.each(EVENT_TYPES)('the English labels of %s are those of the API', (type) => {
  for (const cause of CAUSES) {
    const event = { type, data: { cause } } as unknown as SupportAccessEvent;
    const entry = { type, cause, label: 'unknown' } as AuditEntry;
    expect(labelOf(entry, trailEvents.en)).toBe(labelOfService(event));
  }
});

it('what a later release calls an event is shown as it is', () => {
  const entry = { type: 'SupportNotificationsChanged', label: 'Support Notifications Changed' };
  expect(labelOf(entry as unknown as AuditEntry, trailEvents.de)).toBe('Support Notifications Changed');
});

it('there are words for every command that can be refused', () => {
  for (const type of EXTERNAL_COMMAND_TYPES.filter((each) => each !== 'UpdateWorkspace'))
    expect(trailEvents.de).toHaveProperty(`attempt_${type}`);
});
