import { RecordedEvent } from '#event-store';
import { sealEvents } from './chain.js';
import type { StreamEnd } from './continuity.js';
import { continueStream, LogDamagedError, STREAM_START } from './continuity.js';
import { historyOf, recordedAt } from './spec/history.js';

const STREAM = 'supportAccess-acme';
const log = historyOf(['acme', 'acme', 'acme']).map((event, index) => recordedAt(10 + index, event));
const [first, second, third] = log as [RecordedEvent, RecordedEvent, RecordedEvent];

type Facts = Partial<
  Pick<RecordedEvent, 'id' | 'type' | 'dataJson' | 'metadataJson' | 'chain' | 'commandId'>
>;

/** The event with some of what is stored changed. */
const edited = (event: RecordedEvent, change: Facts): RecordedEvent => {
  const { position, stream, revision } = event;
  return new RecordedEvent(
    position,
    stream,
    revision,
    change.id ?? event.id,
    change.type ?? event.type,
    change.dataJson ?? event.dataJson,
    change.metadataJson ?? event.metadataJson,
    change.chain ?? event.chain,
    change.commandId,
  );
};

const damageOf = (before: StreamEnd, event: RecordedEvent, stream = STREAM): LogDamagedError => {
  try {
    continueStream(stream, before, event);
  } catch (error) {
    if (error instanceof LogDamagedError) return error;
    throw error;
  }
  throw new Error('nothing is wrong with it');
};

const afterFirst = continueStream(STREAM, STREAM_START, first);

it('an event that continues its stream becomes its end', () => {
  expect(afterFirst).toEqual({ head: 0, chain: first.chain });
  expect(continueStream(STREAM, afterFirst, second)).toEqual({ head: 1, chain: second.chain });
});

it.each<[string, Facts]>([
  ['data', { dataJson: second.dataJson.replace('2026-11-09', '2099-11-09') }],
  ['data that is no JSON any more', { dataJson: '\0\0' }],
  ['metadata', { metadataJson: second.metadataJson.replace('09:00', '08:00') }],
  ['a type', { type: 'SupportLogin' }],
  ['an id', { id: first.id }],
  ['a chain', { chain: first.chain }],
  ['a chain that is none', { chain: '' }],
])('damage: %s that was changed', (_, change) => {
  const damage = damageOf(afterFirst, edited(second, change));
  expect(damage).toMatchObject({ code: 'LOG_DAMAGED', stream: STREAM, revision: 1, position: 11n });
  expect(damage.what).toContain('is not the event that its chain was made of');
});

it('damage: a gap, told by the revision that is missing', () => {
  expect(damageOf(afterFirst, third)).toMatchObject({
    revision: 1,
    position: 12n,
    what: `${STREAM} goes on with revision 2, and 1 is missing`,
  });
});

it('damage: a revision that comes again', () => {
  expect(damageOf(afterFirst, first)).toMatchObject({ revision: 0, position: 10n });
});

it('damage: an event of another workspace, sealed for this stream', () => {
  const { id, type, event, metadata } = first;
  const data = { ...event.data, workspaceId: 'globex' };
  const [sealed] = sealEvents(STREAM, 'empty', STREAM_START.chain, [{ id, type, data, metadata }]);
  expect(damageOf(STREAM_START, edited(first, sealed!)).what).toBe(
    `an event of workspace globex in ${STREAM}`,
  );
});

it('damage: an event of another stream than the one that was asked for', () => {
  expect(damageOf(STREAM_START, first, 'supportAccess-globex').what).toBe(
    `an event of ${STREAM} in supportAccess-globex`,
  );
});

it.each([['c0'], ['']])('damage: kept under the command id %p', (commandId) => {
  expect(damageOf(afterFirst, edited(second, { commandId })).what).toContain(
    "cannot be found by its command's id",
  );
  expect(continueStream(STREAM, afterFirst, edited(second, { commandId: 'c1' })).head).toBe(1);
});

it('the message names where it is, what it is and where to read on', () => {
  expect(damageOf(afterFirst, third).message).toMatch(
    /stream supportAccess-acme, revision 1, position 12: .* docs\/operations\.md/u,
  );
});
