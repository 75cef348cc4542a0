import { RecordedEvent } from '#event-store';
import { eventRecord } from './event-record.js';

// A header without a value cannot be encoded: the publisher tried such an event again and again, and no workspace's events came after it.
it.each(['{}', 'null', '\0'])(
  'an event that somebody else wrote, with the metadata %j, can be sent',
  (metadataJson) => {
    const event = new RecordedEvent(
      7n,
      'supportAccess-acme',
      3,
      'e7',
      'Noted' as never,
      '{}',
      metadataJson,
      '',
    );
    const { headers } = eventRecord(event, 'log');
    expect(headers).toMatchObject({ ce_id: 'e7', ce_subject: 'acme', ce_revision: '3' });
    expect(Object.values(headers)).toEqual(Object.values(headers).map(() => expect.any(String)));
  },
);
