import type { SupportAccessEvent } from '#domain';
import { MINUTE_MS as MINUTE, toInstant } from '#domain';
import type { ReadModelsFixture } from './fixture.contract.js';
import { describeWorkspace, grantAt, loginAt, requestAt, T0 } from './histories.contract.js';
import { rebuildReadModels } from './rebuild.js';

/** The events of the workflow, chained well: those that no history allows are damage, and so are those of another shape. */
export const describeWorkflowDamage = (given: ReadModelsFixture): void =>
  describe('a damaged log of requests, extensions and ends of sessions', () => {
    /** acme and globex: granted. hooli: granted until T0 + 65 minutes, an extension of it asked for, a login. */
    beforeEach(() => {
      grantAt(T0, given.log);
      describeWorkspace(given.log, 'globex', T0);
      grantAt(T0 + 3 * MINUTE, given.log, 'globex');
      describeWorkspace(given.log, 'hooli', T0);
      const grantId = grantAt(T0 + 5 * MINUTE, given.log, 'hooli');
      requestAt(T0 + 5 * MINUTE, given.log, { workspaceId: 'hooli', grantId });
      loginAt(T0 + 5 * MINUTE, given.log, 'hooli');
    });

    const at = toInstant(T0 + 6 * MINUTE);
    const by = { id: 'ada', kind: 'user' } as const;
    const ofHooli = (key: 'grantId' | 'requestId' | 'sessionId'): string => given.log.idsOf('hooli', key)[0]!;
    const end = (minutes: number): string => toInstant(T0 + minutes * MINUTE);
    const extended = (change: object = {}) => ({
      type: 'SupportAccessExtended' as const,
      data: {
        grantId: ofHooli('grantId'),
        extension: 1,
        extendedBy: by,
        at,
        previousExpiresAt: end(65),
        expiresAt: end(95),
        ...change,
      },
    });
    const closed = (change: object = {}) => ({
      type: 'SupportAccessRequestClosed' as const,
      data: {
        requestId: ofHooli('requestId'),
        cause: 'declined',
        closedBy: by,
        at,
        requestExpiresAt: end(5),
        ...change,
      },
    });
    const sessionEnded = (change: object = {}) => ({
      type: 'SupportSessionEnded' as const,
      data: {
        grantId: ofHooli('grantId'),
        sessionId: ofHooli('sessionId'),
        engineer: { id: 'eve' },
        cause: 'closed',
        endedBy: by,
        at,
        endedAt: at,
        sessionExpiresAt: end(65),
        ...change,
      },
    });
    const ticketClosed = (change: object = {}) => ({
      type: 'SupportTicketClosed' as const,
      data: { ticketId: 'T-1', at, ...change },
    });

    type Forged = { type: string; data: object };
    const append = (events: readonly Forged[]): void =>
      events.forEach(({ type, data }, i) =>
        given.log.append(
          { type, data: { workspaceId: 'hooli', ...data } } as unknown as SupportAccessEvent,
          4 + i,
          `forged-${i}`,
        ),
      );

    it.each<[string, () => Forged[]]>([
      ['an extension', () => [extended()]],
      ['an extension that approves the request', () => [extended({ requestId: ofHooli('requestId') })]],
      ['the close of a request', () => [closed()]],
      ['the end of a session', () => [sessionEnded()]],
      ['the close of a ticket', () => [ticketClosed()]],
    ])('without damage: %s', async (_, events) => {
      append(events());
      await given.apply(given.log.events);
      expect(await given.queries.damages(10)).toEqual([]);
    });

    // Each is the last of its stretch; the events before it are as the domain writes them.
    it.each<[string, () => Forged[], RegExp]>([
      ['an extension of another grant', () => [extended({ grantId: 'g' })], /extends grant g, which is not/],
      ['an extension at the end itself', () => [extended({ at: end(65) })], /which is not active/],
      [
        'an extension beyond seven days',
        () => [extended({ expiresAt: toInstant(T0 + 5 * MINUTE + 7 * 24 * 60 * MINUTE + 1) })],
        /more than 10080 minutes/,
      ],
      ['an extension that shortens', () => [extended({ expiresAt: end(64) })], /to an earlier end/],
      [
        'a second extension that shortens',
        () => [extended(), extended({ extension: 2, expiresAt: end(80) })],
        /to an earlier end/,
      ],
      ['an extension to no time', () => [extended({ expiresAt: 'soon' })], /another shape/],
      ['an extension without a number', () => [extended({ extension: undefined })], /another shape/],
      ['an extension by nobody', () => [extended({ extendedBy: undefined })], /another shape/],
      ['an extension that answers no request', () => [extended({ requestId: 'r' })], /ends request r, which/],
      ['the close of no request', () => [closed({ requestId: 'r' })], /ends request r, which is not pending/],
      ['the close of a closed request', () => [closed(), closed()], /which is not pending/],
      ['the close of no request by id', () => [closed({ requestId: undefined })], /another shape/],
      ['the close by nobody', () => [closed({ closedBy: undefined })], /another shape/],
      ['the end of no session', () => [sessionEnded({ sessionId: 's' })], /ends session s, which has no/],
      ['the end of an ended session', () => [sessionEnded(), sessionEnded()], /which has no login or has/],
      [
        'the end of a session with another end',
        () => [sessionEnded({ sessionExpiresAt: end(66) })],
        /which has no login/,
      ],
      ['the end at no time', () => [sessionEnded({ endedAt: undefined })], /another shape/],
      ['the close of no ticket', () => [ticketClosed({ ticketId: undefined })], /another shape/],
    ])('%s is damage, however it is cut', async (_, forged, what) => {
      const events = forged();
      append(events);
      const revision = 3 + events.length;
      for (const cut of [given.log.events.length, given.log.events.length - events.length, 1]) {
        await given.models.reset();
        for (let from = 0; from < given.log.events.length; from += cut)
          await given.apply(given.log.events.slice(from, from + cut));
        expect(await given.queries.damages(10)).toEqual([
          {
            workspaceId: 'hooli',
            revision,
            position: String(given.log.events.at(-1)!.position),
            what: expect.stringMatching(what),
          },
        ]);
      }
      await rebuildReadModels(given.log, given.models);
      expect(await given.queries.damages(10)).toMatchObject([{ workspaceId: 'hooli', revision }]);
      expect(await given.queries.currentAccess('globex', T0 + 3 * MINUTE)).toMatchObject({
        status: 'active',
      });
    });

    it('two in one stretch are two workspaces, also built anew', async () => {
      append([extended({ grantId: 'g' })]);
      const forged = { ...sessionEnded({ sessionId: 's' }).data, workspaceId: 'acme' };
      given.log.append({ type: 'SupportSessionEnded', data: forged } as SupportAccessEvent, 2, 'forged');
      await given.apply(given.log.events);
      const found = [
        { workspaceId: 'acme', revision: 2 },
        { workspaceId: 'hooli', revision: 4 },
      ];
      expect(await given.queries.damages(10)).toMatchObject(found);
      await rebuildReadModels(given.log, given.models);
      expect(await given.queries.damages(10)).toMatchObject(found);
    });
  });
