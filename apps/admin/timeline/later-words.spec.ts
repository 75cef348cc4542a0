import { sampleEvents } from '../export/spec/sample-events.js';
import { eventInWords } from './event-words.js';

const REQUEST = 'request 0192f0c0-0000-7000-8000-00000000cccc';
const EXTENSION = 'request 0192f0c0-0000-7000-8000-00000000dddd';
const GRANT = 'grant 0192f0c0-0000-7000-8000-00000000aaaa';
const EVE = 'eve (Eve, eve@vendor.example)';
const ADA = 'ada (Ada Lovelace, ada@acme.example)';
const NOT_NEEDED = `${REQUEST} needs no answer any more, since`;

/** Of the types since release 0.2, in the order of the sample: each type, each cause and each command refused. */
const SAID = [
  `${EVE} asked to be let in for 1 d from 203.0.113.7; the question stands until 2026-11-25T09:39:00.000Z, ticket T-4712: "@totals differ"`,
  `${ADA} let support in until 2026-11-23T09:40:00.000Z, as ${REQUEST} asked, number 2 in a row, ticket T-4712`,
  `${EVE} asked for access to last longer, by 1 h; the question stands until 2026-11-25T09:41:00.000Z: "nearly there"`,
  `${ADA} let support stay until 2026-11-23T10:40:00.000Z instead of 2026-11-23T09:40:00.000Z, extension 1, as ${EXTENSION} asked: "take your time"`,
  'ticket T-4712 was closed by desk (no address): "solved"',
  'ticket T-4712 was closed',
  `${EVE} logged out`,
  `desk (no address) ended the session of ${EVE}: "=1+1"`,
  `the session of ${EVE} was over at 2026-11-22T09:20:00.000Z; recorded 27 min later`,
  `the session of ${EVE} ended with access, at 2026-11-22T09:48:00.000Z`,
  `the session of ${EVE} ended with its ticket`,
  `${ADA} declined ${REQUEST}: "we found it ourselves"`,
  `${EVE} took ${REQUEST} back`,
  `nobody answered ${REQUEST} by 2026-11-22T09:40:00.000Z; recorded 12 min later`,
  `${NOT_NEEDED} ${GRANT} was given or extended`,
  `${NOT_NEEDED} ${GRANT} ended`,
  `${NOT_NEEDED} its ticket was closed`,
  `${NOT_NEEDED} the workspace turned forced single sign-on on`,
  'access ended, 6 d 23 h before its time, since the workspace turned forced single sign-on on',
  'access ended, 6 d 23 h before its time, since ticket T-4712 was closed',
  `${EVE} was refused from 203.0.113.7: asking to be let in (REQUEST_LIMIT: the owners were asked too often): "still"`,
  'mel (Eve, eve@vendor.example) was refused: taking a request back (NOT_REQUESTER: only who asked may)',
  `${ADA} was refused: declining a request (REQUEST_NOT_PENDING: no such request waits for an answer)`,
  `${ADA} was refused: letting support stay longer (EXTENSION_LIMIT: access may not be extended any further)`,
  `${EVE} was refused: ending a session (NO_LIVE_SESSION: there is no such live session)`,
  'desk (no address) was refused: closing a ticket (UNKNOWN_WORKSPACE: nobody has described the workspace), ticket T-4712',
  'system was refused: describing the workspace (CLOCK_BEHIND: the clock was behind)',
];

it('everything since release 0.2 is said in plain words', () => {
  const events = sampleEvents().slice(-SAID.length);
  expect(events[0]?.type).toBe('SupportAccessRequested');
  expect(events.map(({ event }) => eventInWords(event))).toEqual(SAID);
});

it('a request that the vendor closed was not taken back', () => {
  const closed = sampleEvents().find(
    ({ event }) => 'cause' in event.data && event.data.cause === 'withdrawn',
  );
  if (closed?.event.type !== 'SupportAccessRequestClosed') throw new Error('not in the sample');
  const { type, data } = closed.event;
  expect(eventInWords({ type, data: { ...data, closedBy: { id: 'desk', kind: 'vendor' } } })).toBe(
    `desk closed ${REQUEST}`,
  );
});
