import { RecordedEvent } from '#event-store';
import { cloudEventAttributes, cloudEventJson, toCloudEvent } from './recorded-cloud-event.js';

/** What somebody else wrote into a stream. */
const foreign = (metadataJson: string, dataJson = '{"of":"nobody"}'): RecordedEvent =>
  new RecordedEvent(7n, 'supportAccess-acme', 3, 'e7', 'Noted' as never, dataJson, metadataJson, '');

const ATTRIBUTES = {
  specversion: '1.0',
  id: 'e7',
  type: 'Noted',
  source: 'log',
  subject: 'acme',
  datacontenttype: 'application/json',
  position: '7',
  revision: '3',
  chain: '',
};

// One such event stopped the events of all workspaces: every page, every event stream and the events topic came to it.
it.each(['{}', 'null', '"text"', '\0', '{"recordedAt":5,"schemaVersion":"1","traceparent":{}}'])(
  'an event with the metadata %j is published with the attributes that it has',
  (metadataJson) => {
    const event = foreign(metadataJson);
    expect(cloudEventAttributes(event, 'log')).toEqual(ATTRIBUTES);
    expect(toCloudEvent(event, 'log')).toEqual({ ...ATTRIBUTES, revision: 3, data: { of: 'nobody' } });
    expect(JSON.parse(cloudEventJson(event, 'log'))).toEqual(toCloudEvent(event, 'log'));
  },
);

it('data that is no JSON is published as the text that it is', () => {
  expect(toCloudEvent(foreign('{"schemaVersion":1}', 'hello'), 'log')).toMatchObject({ data: 'hello' });
});
