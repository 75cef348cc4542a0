import type { SupportAccessEvent } from '#domain';
import { canonicalJson } from '#evidence';
import { RecordedEvent } from '#event-store';
import type { Report } from './build-report.js';
import { reportJson } from './build-report.js';
import { reportPage } from './report-page.js';
import { AT, EXPIRES_AT, recorded, reportOf as made } from './spec/report-of.js';

const HOSTILE = `</td><script>alert("1")</script><img src=x onerror='x'>&amp;\u0000\u001b[2J\u202e javascript:http://evil.example`;
const person = { id: 'o', name: HOSTILE, email: HOSTILE };
const common = {
  workspaceId: 'acme',
  grantId: 'g',
  at: AT,
  expiresAt: EXPIRES_AT,
  ticketId: HOSTILE,
  reason: HOSTILE,
};

const granted: SupportAccessEvent = {
  type: 'SupportAccessGranted',
  data: { ...common, grantedAt: AT, grantedBy: { ...person, kind: 'user' } },
};
const login: SupportAccessEvent = {
  type: 'SupportLogin',
  data: {
    ...common,
    sessionId: 's',
    engineer: person,
    sessionExpiresAt: AT,
    ipAddress: HOSTILE,
    userAgent: HOSTILE,
  },
};
const denied = (grantId?: string): SupportAccessEvent => ({
  type: 'SupportAccessDenied',
  data: {
    workspaceId: 'acme',
    attempted: 'RecordSupportLogin',
    code: 'TICKET_REQUIRED',
    by: { ...person, kind: 'engineer' },
    at: AT,
    ...(grantId !== undefined && { grantId }),
  },
});
const ended = (cause: 'revoked' | 'expired' | 'forced-sso', at: string): SupportAccessEvent => ({
  type: 'SupportAccessRevoked',
  data: { ...common, cause, at, revokedBy: { ...person, kind: 'user' } },
});
const described: SupportAccessEvent = {
  type: 'WorkspaceUpdated',
  data: { workspaceId: 'acme', name: HOSTILE, tier: 'team', forcedSso: false, ownerIds: ['o'], at: AT },
};

const reportOf = (events: readonly RecordedEvent[], grantId?: string): Promise<Report> =>
  made(events, grantId, [HOSTILE]);

describe('the report of a grant', () => {
  it('tells what belongs to the grant and nothing else', async () => {
    const others = ['before', 'g', undefined, 'other'].map(denied);
    const { facts, told, chain } = await reportOf(
      recorded([described, denied(), granted, login, ...others, ended('revoked', AT), denied(), denied('g')]),
    );
    expect(facts).toMatchObject({
      status: 'ended',
      workspace: { name: HOSTILE, tier: 'team' },
      logins: [{ sessionId: 's' }],
    });
    expect(facts.end).toMatchObject({ cause: 'revoked', earlyMs: 7_200_000 });
    expect(facts.end).not.toHaveProperty('lateMs');
    // By name, or without one while the grant was open.
    expect(facts.denied.map(({ eventId }) => eventId)).toEqual(['e-5', 'e-6', 'e-10']);
    expect(told.map(({ recorded: { id } }) => id)).toEqual(['e-2', 'e-3', 'e-5', 'e-6', 'e-8', 'e-10']);
    expect(chain).toEqual({ whole: true, events: 11 });
  });

  it.each([
    ['is open', [], 'open', undefined, EXPIRES_AT],
    ['is over before anybody has recorded it', [], 'over', undefined, AT],
    [
      'ran out',
      [ended('expired', '2026-11-22T11:30:00.120Z')],
      'ended',
      { cause: 'expired', lateMs: 120 },
      AT,
    ],
    [
      'ended by forced single sign-on',
      [ended('forced-sso', AT)],
      'ended',
      { cause: 'forced-sso', earlyMs: 7_200_000 },
      AT,
    ],
  ])('says that it %s', async (_, ends, status, end, expiresAt) => {
    const grant = {
      ...granted,
      data: { ...granted.data, expiresAt: expiresAt === AT ? EXPIRES_AT : '2100-01-01T00:00:00.000Z' },
    };
    const { facts } = await reportOf(recorded([described, grant, ...ends]));
    expect(facts).toMatchObject({ status, ...(end && { end }) });
    expect('end' in facts).toBe(end !== undefined);
  });

  it('says where the chain breaks', async () => {
    const events = recorded([described, granted, login]);
    const { position, stream, revision, id, type, dataJson, metadataJson, chain } = events[1]!;
    const other = dataJson.replace('2026-11-22T11', '2026-11-29T11');
    events[1] = new RecordedEvent(position, stream, revision, id, type, other, metadataJson, chain);
    const report = await reportOf(events);
    expect(report.chain).toEqual({ whole: false, events: 3, brokenAtRevision: 1 });
    expect(reportPage(report)).toContain('BROKEN AT REVISION 1');
    expect(reportJson(report)).toMatchObject({ evidence: { chain: { whole: false, brokenAtRevision: 1 } } });
    // One that is left out breaks it too.
    expect((await reportOf(events.slice(1))).chain).toEqual({ whole: false, events: 2, brokenAtRevision: 1 });
  });

  it('of a grant that is not there cannot be told', async () => {
    await expect(reportOf(recorded([described, granted]), 'other')).rejects.toThrow(
      'workspace acme has no grant other',
    );
    await expect(reportOf([])).rejects.toThrow('there is no workspace acme in the log');
  });
});

describe('the page', () => {
  it('needs nothing else, and what others wrote is text in it', async () => {
    const page = reportPage(
      await reportOf(recorded([described, granted, login, denied('g'), ended('revoked', AT)])),
    );
    const tags = page.match(/<[^>]*>/g)!;
    const ours =
      /^<\/?(!doctype html|html lang="en"|html|head|meta [^<>]* \/|title|style|body|h[1-4]|thead|tbody|p( class="about")?|table( class="facts")?|tr|th|td|code|pre|section|small|br \/)>$/;
    expect(tags.filter((tag) => !ours.test(tag))).toEqual([]);
    expect(page).not.toMatch(/ (src|href|on[a-z]+|style|srcset|action)=["']?[^\s&]*>/i);
    expect(page).not.toMatch(/url\(|@import/);
    expect(page).toContain(`default-src 'none'`);
    // oxlint-disable-next-line no-control-regex -- that none is there
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    // Shown as what it is: name, reason, address, user agent, ticket, denial.
    const shown =
      '&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;img src=x onerror=&#39;x&#39;&gt;&amp;amp;\\u0000\\u001b[2J\\u202e';
    expect(page.split(shown).length).toBeGreaterThan(8);
  });

  it('has the events as they are stored', async () => {
    const events = recorded([described, granted, login]);
    const page = reportPage(await reportOf(events));
    const plain = page
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
    for (const { dataJson, chain } of events.slice(1)) {
      expect(plain).toContain(canonicalJson(JSON.parse(dataJson)).slice(0, 40));
      expect(plain).toContain(`"chain":"${chain}"`);
    }
    expect(plain).toContain(`Previous chain <code>${events[0]!.chain}</code>`);
  });
});
