import { MINUTE_MS as MINUTE, toInstant } from '#domain';
import { RecordedEvent } from '#event-store';
import { chainOf, LogDamagedError } from '#evidence';
import type { ReadModelsFixture } from './fixture.contract.js';
import { describeWorkspace, grantAt, loginAt, revokeAt, T0 } from './histories.contract.js';
import { rebuildReadModels } from './rebuild.js';

const TRAIL = { workspaceId: 'acme', asAuditor: true, order: 'asc' } as const;

/** What is read is checked: a stream that is not what was recorded is folded up to its damage, and all others go on. */
export const describeDamage = (given: ReadModelsFixture): void =>
  describe('a damaged log', () => {
    /** acme: described, granted, a login, revoked with the login's session; globex beside it. */
    beforeEach(() => {
      grantAt(T0, given.log);
      describeWorkspace(given.log, 'globex', T0);
      loginAt(T0 + MINUTE, given.log);
      revokeAt(T0 + 2 * MINUTE, given.log);
      grantAt(T0 + 3 * MINUTE, given.log, 'globex');
    });

    const GRANT = 1;
    const LOGIN = 3;
    const edited = (event: RecordedEvent, change: { stream?: string; dataJson?: string; chain?: string }) =>
      new RecordedEvent(
        event.position,
        change.stream ?? event.stream,
        event.revision,
        event.id,
        event.type,
        change.dataJson ?? event.dataJson,
        event.metadataJson,
        change.chain ?? event.chain,
      );

    /** The log as it is read after an edit. */
    const applyEdited = async (edit: (events: RecordedEvent[]) => void): Promise<void> => {
      const events = [...given.log.events];
      edit(events);
      await given.apply(events);
    };
    const far = (json: string): string => json.replace(/"expiresAt":"\d{4}/, '"expiresAt":"2099');

    it.each<[string, (events: RecordedEvent[]) => void, number]>([
      [
        'data',
        (events) => (events[GRANT] = edited(events[GRANT]!, { dataJson: far(events[GRANT]!.dataJson) })),
        1,
      ],
      ['no JSON any more', (events) => (events[LOGIN] = edited(events[LOGIN]!, { dataJson: '\0' })), 2],
      ['an event that is not ours', (events) => (events[LOGIN] = edited(events[LOGIN]!, { chain: '' })), 2],
      ['a gap', (events) => void events.splice(LOGIN, 1), 2],
      ['a repeated revision', (events) => void events.splice(LOGIN, 0, events[GRANT]!), 1],
    ])('damage stays in its workspace: %s', async (_, edit, revision) => {
      await applyEdited((events) => {
        edit(events);
        // Positions of their own, as an engine gives them.
        events.forEach((event, i) => Object.defineProperty(event, 'position', { value: BigInt(7 * i + 7) }));
      });
      expect(await given.queries.damages(10)).toMatchObject([{ workspaceId: 'acme', revision }]);
      const { entries, damage } = await given.queries.auditTrail(TRAIL);
      expect(entries.map((entry) => entry.revision)).toEqual(
        Array.from({ length: entries.length }, (__, i) => i),
      );
      expect(damage).toEqual({ revision, what: expect.stringContaining('supportAccess-acme') });
      expect(await given.queries.currentAccess('globex', T0 + 3 * MINUTE)).toMatchObject({
        status: 'active',
      });
      expect(await given.queries.auditTrail({ ...TRAIL, workspaceId: 'globex' })).not.toHaveProperty(
        'damage',
      );
    });

    it('two streams whose names were swapped are damaged, both', async () => {
      const [acme, globex] = ['supportAccess-acme', 'supportAccess-globex'];
      await applyEdited((events) =>
        events.forEach(
          (event, i) => (events[i] = edited(event, { stream: event.stream === acme ? globex : acme })),
        ),
      );
      const damages = await given.queries.damages(10);
      expect(damages.map(({ workspaceId, revision }) => [workspaceId, revision])).toEqual([
        ['globex', 0],
        ['acme', 0],
      ]);
      expect(await given.queries.damages(1)).toHaveLength(1);
    });

    it('G4: a grant that is longer than any may be is damage, however well it is chained', async () => {
      const { stream, revision, id, type, dataJson: json, metadataJson } = given.log.events[GRANT]!;
      const dataJson = far(json);
      const before = given.log.events[0]!.chain;
      const chain = chainOf(before, { stream, revision, id, type, dataJson, metadataJson });
      await applyEdited((events) => (events[GRANT] = edited(events[GRANT]!, { dataJson, chain })));
      const [damage] = await given.queries.damages(10);
      expect(damage).toMatchObject({ workspaceId: 'acme', revision: 1, position: '14' });
      expect(damage?.what).toContain('more than 10080 minutes');
      expect(await given.queries.currentAccess('acme', T0 + MINUTE)).toMatchObject({ status: 'none' });
    });

    it('an end of a grant that is not active is damage, however well it is chained; what is around it is folded', async () => {
      const end = (workspaceId: string) =>
        ({
          type: 'SupportAccessRevoked',
          data: {
            workspaceId,
            grantId: 'of nobody',
            cause: 'revoked',
            revokedBy: { id: 'olivia', kind: 'user' },
            at: toInstant(T0 + 4 * MINUTE),
            expiresAt: toInstant(T0 + 5 * MINUTE),
          },
        }) as const;
      given.log.append(end('globex'), 2, 'forged-1');
      describeWorkspace(given.log, 'hooli', T0 + 5 * MINUTE);
      given.log.append(end('acme'), 5, 'forged-2');
      grantAt(T0 + 6 * MINUTE, given.log, 'hooli');
      await given.apply(given.log.events);
      expect(await given.queries.damages(10)).toMatchObject([
        { workspaceId: 'acme', revision: 5, what: expect.stringContaining('which is not active') },
        { workspaceId: 'globex', revision: 2 },
      ]);
      expect((await given.queries.auditTrail(TRAIL)).entries).toHaveLength(5);
      expect(await given.queries.currentAccess('hooli', T0 + 6 * MINUTE)).toMatchObject({ status: 'active' });
      await given.apply(given.log.events);
      expect(await given.queries.damages(10)).toHaveLength(2);
      const damages = await given.queries.damages(10);
      const seen: string[] = [];
      await rebuildReadModels(given.log, given.models, { onEvent: ({ id }) => void seen.push(id) });
      expect(await given.queries.damages(10)).toEqual(expect.arrayContaining([...damages]));
      expect((await given.queries.auditTrail(TRAIL)).entries).toHaveLength(5);
      expect(await given.queries.currentAccess('hooli', T0 + 6 * MINUTE)).toMatchObject({ status: 'active' });
      expect(seen).toEqual(given.log.events.map(({ id }) => id));
    });

    const login = (change: object): { dataJson: string } => ({
      dataJson: JSON.stringify({ ...given.log.events[LOGIN]!.event.data, ...change }),
    });

    it.each<[string, () => { dataJson?: string; metadataJson?: string }]>([
      ['data that is null', () => ({ dataJson: 'null' })],
      ['data that is a text', () => ({ dataJson: '"text"' })],
      ['no time', () => ({ dataJson: '{"workspaceId":"acme"}' })],
      ['no grant', () => login({ grantId: undefined })],
      ['an object for its grant', () => login({ grantId: {} })],
      ['a NUL in its grant', () => login({ grantId: 'g\0' })],
      ['nobody who logs in', () => login({ engineer: undefined })],
      ['an end that is no time', () => login({ sessionExpiresAt: 'soon' })],
      ['no metadata', () => ({ metadataJson: '{}' })],
      ['metadata that is null', () => ({ metadataJson: 'null' })],
      ['metadata of another schema', () => ({ metadataJson: '{"schemaVersion":2}' })],
      ['metadata without the rest', () => ({ metadataJson: '{"schemaVersion":1}' })],
    ])('an event with %s is damage, however well it is chained', async (_, change) => {
      const stored = given.log.events[LOGIN]!;
      const { stream, id, position } = stored;
      const { dataJson = stored.dataJson, metadataJson = stored.metadataJson } = change();
      const [before, revision, type] = [given.log.events[GRANT]!.chain, 2, 'SupportLogin'] as const;
      const chain = chainOf(before, { stream, revision, id, type, dataJson, metadataJson });
      const forged = new RecordedEvent(position, stream, revision, id, type, dataJson, metadataJson, chain);
      await applyEdited((events) => (events[LOGIN] = forged));
      expect(await given.queries.damages(10)).toMatchObject([{ workspaceId: 'acme', revision: 2 }]);
      expect(await given.queries.currentAccess('globex', T0 + 3 * MINUTE)).toMatchObject({
        status: 'active',
      });
    });

    it('damage outlives a restart, and what comes later in its stream is not folded', async () => {
      await applyEdited((events) => (events[LOGIN] = edited(events[LOGIN]!, { chain: '0'.repeat(64) })));
      const before = await given.queries.damages(10);
      await given.models.close();
      given.models = await given.place.open();
      describeWorkspace(given.log, 'acme', T0 + 5 * MINUTE);
      await given.apply(given.log.events);
      expect(await given.queries.damages(10)).toEqual(before);
      expect((await given.queries.auditTrail(TRAIL)).entries).toHaveLength(2);
    });

    it('what was found outside of folding is noted once, the first damage of a workspace', async () => {
      await given.catchUp();
      const found = new LogDamagedError(
        'supportAccess-acme',
        3,
        undefined,
        'its events from there on are gone',
      );
      await given.models.damage(found);
      await given.models.damage(new LogDamagedError('supportAccess-acme', 0, 7n, 'another'));
      expect(await given.queries.damages(10)).toEqual([
        { workspaceId: 'acme', revision: 3, what: found.what },
      ]);
      await given.models.damage(new LogDamagedError('supportAccess-hooli', 0, undefined, 'gone'));
      expect(await given.queries.damages(10)).toHaveLength(2);
    });

    it('models that are built anew from a log that was mended are whole', async () => {
      await applyEdited((events) => (events[LOGIN] = edited(events[LOGIN]!, { chain: '0'.repeat(64) })));
      await given.models.reset();
      await given.catchUp();
      expect(await given.queries.damages(10)).toEqual([]);
      expect((await given.queries.auditTrail({ ...TRAIL, from: T0 + MINUTE })).entries[0]?.at).toBe(
        toInstant(T0 + MINUTE),
      );
    });
  });
