import type { CommandResult, DenialDetail } from '#contracts';
import type { ExternalCommand, SupportAccessEvent } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { commandRecord } from '../support/command-message.js';
import type { PlannedCommand } from '../support/command-planner.js';
import { nameOf } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import { Random } from '../support/random.js';
import { Scene } from '../support/scene.js';
import { header } from '../support/topic-reader.js';

type Type = ExternalCommand['type'];
type DataOf<T extends Type> = Omit<Extract<ExternalCommand, { type: T }>['data'], 'workspaceId'>;
type Denied = { code: string; detail?: DenialDetail };
type Told = { type: string; data: Record<string, string> };

const olivia = { id: 'olivia', kind: 'user' as const };
const erin = { id: 'erin' };
const ella = { id: 'ella' };

describeWith(['kafka'], 'requests, extensions, ends of sessions and closed tickets by Kafka', () => {
  let scene: Scene;
  const sent: PlannedCommand[] = [];
  const random = new Random(7);

  beforeAll(async () => {
    scene = await Scene.prepare('workflow', await sharedKafkaBrokers(), {
      env: { MAX_CONSECUTIVE_GRANTS: '1' },
    });
    scene.policy = { ...DEFAULT_POLICY, maxConsecutiveGrants: 1 };
    await scene.begin();
  }, 300_000);

  afterAll(() => scene?.close());

  function plan<T extends Type>(workspaceId: string, type: T, data: DataOf<T>): PlannedCommand {
    const command = { type, data: { workspaceId, ...data } } as unknown as ExternalCommand;
    const planned = { commandId: `c-${sent.length}`, command };
    sent.push(planned);
    return planned;
  }

  async function results(planned: readonly PlannedCommand[]): Promise<CommandResult[]> {
    await scene.commands.send(planned.map((each) => commandRecord(each, random)));
    await scene.answered(planned);
    return planned.map((each) => scene.results.get(nameOf(each))!);
  }

  async function send<T extends Type>(workspaceId: string, type: T, data: DataOf<T>): Promise<CommandResult> {
    return (await results([plan(workspaceId, type, data)]))[0]!;
  }

  /** The events of a command, as they are published. */
  async function published({ events }: CommandResult): Promise<Told[]> {
    const find = (id: string) => scene.published.find((record) => header(record, 'ce_id') === id);
    await eventually('its events are published', () => events.every(({ id }) => find(id) !== undefined));
    return events.map(({ id, type }) => ({
      type,
      data: JSON.parse(String(find(id)!.value)) as Told['data'],
    }));
  }

  /** The facts of an accepted command's own event. */
  async function accepted<T extends Type>(
    workspaceId: string,
    type: T,
    data: DataOf<T>,
  ): Promise<Told['data']> {
    const result = await send(workspaceId, type, data);
    expect(result).toMatchObject({ outcome: 'accepted' });
    return (await published(result))[0]!.data;
  }

  /** Refused with that code; its event says what the answer says. */
  async function denied<T extends Type>(
    code: string,
    workspaceId: string,
    type: T,
    data: DataOf<T>,
  ): Promise<DenialDetail> {
    const result = await send(workspaceId, type, data);
    const { detail = {} } = result as Denied;
    expect(result).toMatchObject({ outcome: 'denied', code, events: [{ type: 'SupportAccessDenied' }] });
    expect((await published(result))[0]!.data).toMatchObject({ attempted: type, code, ...detail });
    return detail;
  }

  const open = (workspaceId: string): Promise<Told['data']> =>
    accepted(workspaceId, 'UpdateWorkspace', { tier: 'business', forcedSso: false, ownerIds: ['olivia'] });

  const asking = (id: string) => ({ engineer: { id }, reason: 'exports fail', durationMinutes: 60 });

  it('ALREADY_REQUESTED, REQUEST_LIMIT, REQUEST_NOT_PENDING and NOT_REQUESTER, with what each tells', async () => {
    await open('asked');
    const { requestId } = await accepted('asked', 'RequestSupportAccess', asking('erin'));
    expect(await denied('ALREADY_REQUESTED', 'asked', 'RequestSupportAccess', asking('erin'))).toEqual({
      requestId,
    });
    expect(
      await denied('NOT_REQUESTER', 'asked', 'WithdrawSupportAccessRequest', {
        requestId: requestId!,
        engineer: ella,
      }),
    ).toEqual({ requestId });
    expect(
      await denied('REQUEST_NOT_PENDING', 'asked', 'DeclineSupportAccessRequest', {
        requestId: 'none',
        actor: olivia,
      }),
    ).toEqual({ requestId: 'none' });
    for (const engineer of ['a', 'b', 'c', 'd'])
      await accepted('asked', 'RequestSupportAccess', asking(engineer));
    const { retryAt } = await denied('REQUEST_LIMIT', 'asked', 'RequestSupportAccess', asking('ella'));
    expect(Date.parse(retryAt!)).toBeGreaterThan(Date.now());
    expect(
      await accepted('asked', 'DeclineSupportAccessRequest', { requestId: requestId!, actor: olivia }),
    ).toMatchObject({ requestId, cause: 'declined' });
  }, 300_000);

  it('a request is approved, extended and superseded; IMPERSONATED and EXTENSION_LIMIT stop an extension', async () => {
    await open('approved');
    const { requestId } = await accepted('approved', 'RequestSupportAccess', asking('erin'));
    await accepted('approved', 'RequestSupportAccess', asking('ella'));
    const approval = await send('approved', 'GrantSupportAccess', { actor: olivia, requestId: requestId! });
    const [granted, closed] = await published(approval);
    const { grantId = '', grantedAt, expiresAt } = granted!.data;
    expect(granted!.data).toMatchObject({ requestId });
    expect(Date.parse(expiresAt!) - Date.parse(grantedAt!)).toBe(3_600_000);
    expect(closed).toMatchObject({
      type: 'SupportAccessRequestClosed',
      data: { cause: 'superseded', grantId },
    });

    const asked = { ...asking('erin'), grantId };
    const more = (await accepted('approved', 'RequestSupportAccess', asked))['requestId']!;
    const acting = { ...olivia, sessionId: 's-1' };
    expect(
      await denied('IMPERSONATED', 'approved', 'ExtendSupportAccess', {
        actor: acting,
        grantId,
        requestId: more,
      }),
    ).toEqual({});
    expect(
      await accepted('approved', 'ExtendSupportAccess', { actor: olivia, grantId, requestId: more }),
    ).toMatchObject({ extension: 1, previousExpiresAt: expiresAt, requestId: more });
    const long = { actor: olivia, grantId, additionalMinutes: 10_080 };
    const { latestExpiresAt } = await denied('EXTENSION_LIMIT', 'approved', 'ExtendSupportAccess', long);
    expect(Date.parse(latestExpiresAt!) - Date.parse(grantedAt!)).toBe(7 * 86_400_000);
  }, 300_000);

  it('NOT_SESSION_ENGINEER, NO_LIVE_SESSION and CONSECUTIVE_LIMIT; a session ends alone, a grant with its ticket', async () => {
    await open('ended');
    const terms = { actor: olivia, durationMinutes: 60, ticketId: 'T-1' };
    const { grantId } = await accepted('ended', 'GrantSupportAccess', terms);
    const { sessionId = '' } = await accepted('ended', 'RecordSupportLogin', { engineer: erin });
    const byElla = { sessionId, engineer: ella };
    expect(await denied('NOT_SESSION_ENGINEER', 'ended', 'EndSupportSession', byElla)).toEqual({ sessionId });
    const byErin = { sessionId, engineer: erin };
    expect(await accepted('ended', 'EndSupportSession', byErin)).toMatchObject({
      sessionId,
      cause: 'signed-out',
    });
    expect(await denied('NO_LIVE_SESSION', 'ended', 'EndSupportSession', byErin)).toEqual({ sessionId });
    const inside = await accepted('ended', 'RecordSupportLogin', { engineer: ella });
    const closed = await send('ended', 'CloseTicket', { ticketId: 'T-1' });
    expect(await published(closed)).toMatchObject([
      { type: 'SupportTicketClosed', data: { ticketId: 'T-1' } },
      { type: 'SupportAccessRevoked', data: { grantId, cause: 'ticket-closed' } },
      { type: 'SupportSessionEnded', data: { sessionId: inside['sessionId'], cause: 'ticket-closed' } },
    ]);
    const { retryAt } = await denied('CONSECUTIVE_LIMIT', 'ended', 'GrantSupportAccess', terms);
    expect(Date.parse(retryAt!)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  }, 300_000);

  it('SESSION_LIMIT comes at the 101st session', async () => {
    await open('crowded');
    await accepted('crowded', 'GrantSupportAccess', { actor: olivia, durationMinutes: 60 });
    const logins = Array.from({ length: 100 }, (_, n) =>
      plan('crowded', 'RecordSupportLogin', { engineer: { id: `e-${n}` } }),
    );
    expect(new Set((await results(logins)).map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
    await denied('SESSION_LIMIT', 'crowded', 'RecordSupportLogin', { engineer: erin });
  }, 300_000);

  it('every type of event was published, and all is as the rules and the log have it', async () => {
    const log = await scene.settle();
    const types: SupportAccessEvent['type'][] = log.events.map(({ event }) => event.type);
    expect(new Set(types).size).toBe(10);
    expect(await scene.violations(log, { byKafka: sent, byHttp: [] })).toEqual([]);
  }, 300_000);
});
