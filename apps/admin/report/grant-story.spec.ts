import type { SupportAccessEvent } from '#domain';
import { reportPage } from './report-page.js';
import { ADA, EXTENDED_TO, minute, STORY } from './spec/grant-story.js';
import { AT, EXPIRES_AT, recorded, reportOf } from './spec/report-of.js';

const GRANTED: SupportAccessEvent = {
  type: 'SupportAccessGranted',
  data: { workspaceId: 'acme', grantId: 'g', grantedBy: ADA, grantedAt: AT, expiresAt: EXPIRES_AT },
};

describe('the report of a grant that was asked for', () => {
  it('tells who asked and how long they waited, what prolonged it, and how each session ended', async () => {
    const { facts, told } = await reportOf(recorded(STORY));
    expect(facts).toMatchObject({
      status: 'ended',
      grant: { requestId: 'asked', expiresAt: EXPIRES_AT },
      expiresAt: EXTENDED_TO,
      extensions: [{ extension: 1, requestId: 'more', expiresAt: EXTENDED_TO }],
      end: { cause: 'ticket-closed', ticketId: 'T-1', ticketClosedBy: { id: 'desk' }, reason: 'solved' },
    });
    expect(
      facts.requests.map(({ requestId, answer }) => [requestId, answer?.outcome, answer?.waitedMs]),
    ).toEqual([
      ['asked', 'granted', 300_000],
      ['also', 'superseded', 240_000],
      ['more', 'extended', 60_000],
      ['again', 'ticket-closed', 60_000],
    ]);
    expect(facts.logins.map(({ sessionId, end }) => [sessionId, end?.cause, end?.endedAt])).toEqual([
      ['s-1', 'signed-out', minute(7)],
      ['s-2', 'ticket-closed', minute(12)],
    ]);
    // All but the description, what was asked of others, and the end of that.
    const others = ['e-0', 'e-2', 'e-4'];
    expect(told.map(({ recorded: { id } }) => id)).toEqual(
      STORY.map((_, i) => `e-${i}`).filter((id) => !others.includes(id)),
    );
  });

  it('is over only when the end that it was extended to is past', async () => {
    const until = (expiresAt: string): SupportAccessEvent[] => [
      STORY[0]!,
      GRANTED,
      {
        type: 'SupportAccessExtended',
        data: {
          workspaceId: 'acme',
          grantId: 'g',
          extension: 1,
          extendedBy: ADA,
          at: AT,
          previousExpiresAt: EXPIRES_AT,
          expiresAt,
        },
      },
    ];
    expect((await reportOf(recorded(until(EXPIRES_AT)))).facts.status).toBe('over');
    expect((await reportOf(recorded(until(EXTENDED_TO)))).facts.status).toBe('open');
  });

  it('tells of the request, the extension and the ends of the sessions', async () => {
    const page = reportPage(await reportOf(recorded(STORY)));
    const text = page
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .replaceAll('&quot;', '"');
    for (const said of [
      `Asked for by erin, ${minute(1)}: "totals differ"; waited 5 min`,
      `Until ${EXTENDED_TO}, extended once from ${EXPIRES_AT}`,
      `Ended ${minute(12)}, since ticket T-1 was closed by desk, 6 h 18 min early: "solved"`,
      `Approved ${minute(6)} by ada 5 min`,
      `Not needed any more ${minute(6)}: access was given or extended 4 min`,
      `1 h more`,
      `${minute(7)}, by the engineer`,
      `${minute(12)}, with its ticket`,
    ])
      expect(text).toContain(said);
  });
});
