import { eventually } from '../../../../test/support/eventually.js';
import type { Command } from '#domain';
import { callerOf, ChangeScene, olivia, victor } from './spec/change-scene.js';

let scene: ChangeScene;
beforeAll(async () => {
  scene = await ChangeScene.open();
});
afterAll(() => scene.close());

it('tells what a workspace is about, every type, and no name or reason', async () => {
  await scene.update('acme');
  const streams = scene.streams();
  const listener = await scene.listen(streams, victor(), 'acme');
  const workspaceId = 'acme';
  const actor = { id: 'olivia', kind: 'user' as const, name: 'Olivia Owner' };
  const engineer = { id: 'erin', name: 'Erin Eng' };
  const reason = 'secret words';
  const idOf = async (command: Command, key: string): Promise<string> => {
    const { events } = await scene.execute(command);
    return events.flatMap((event) => Object.entries(event.data)).find(([name]) => name === key)![1] as string;
  };
  const ask = { workspaceId, engineer, reason, durationMinutes: 60 };
  const first = await idOf({ type: 'RequestSupportAccess', data: ask }, 'requestId');
  await scene.execute({
    type: 'DeclineSupportAccessRequest',
    data: { workspaceId, requestId: first, actor, reason },
  });
  const grant = { workspaceId, actor, durationMinutes: 60, reason, ticketId: 'T-1' };
  const grantId = await idOf({ type: 'GrantSupportAccess', data: grant }, 'grantId');
  await scene.execute({
    type: 'ExtendSupportAccess',
    data: { workspaceId, actor, grantId, additionalMinutes: 5 },
  });
  const sessionId = await idOf(
    { type: 'RecordSupportLogin', data: { workspaceId, engineer, ticketId: 'T-1' } },
    'sessionId',
  );
  await scene.execute({ type: 'EndSupportSession', data: { workspaceId, sessionId, actor } });
  await scene.execute({ type: 'RevokeSupportAccess', data: { workspaceId, actor, reason } });
  await scene.execute({ type: 'RevokeSupportAccess', data: { workspaceId, actor, reason } });
  await scene.execute({ type: 'CloseTicket', data: { workspaceId, ticketId: 'T-1' } });
  await scene.update('acme', ['olivia'], true);
  const of = (type: string, ids: object = {}) => ({
    id: expect.stringMatching(/^\d+$/),
    type,
    workspaceId,
    ...ids,
  });
  expect(await listener.has(10)).toEqual([
    of('SupportAccessRequested', { requestId: first }),
    of('SupportAccessRequestClosed', { requestId: first }),
    of('SupportAccessGranted', { grantId }),
    of('SupportAccessExtended', { grantId }),
    of('SupportLogin', { grantId, sessionId }),
    of('SupportSessionEnded', { grantId, sessionId }),
    of('SupportAccessRevoked', { grantId }),
    of('SupportAccessDenied'),
    of('SupportTicketClosed'),
    of('WorkspaceUpdated'),
  ]);
  expect(listener.text).not.toMatch(/secret|olivia|erin/i);
  streams.onModuleDestroy();
});

it('begins now, with where that is, and tells of one workspace or of all', async () => {
  const streams = scene.streams();
  const head = await scene.store.head();
  const own = await scene.listen(streams, victor(), 'acme');
  const all = await scene.listen(streams, victor());
  await scene.update('globex');
  await scene.update('acme');
  expect((await own.has(1)).map(({ workspaceId }) => workspaceId)).toEqual(['acme']);
  expect((await all.has(2)).map(({ workspaceId }) => workspaceId)).toEqual(['globex', 'acme']);
  const position = await scene.newest('acme');
  expect(own.told[0]!.id).toBe(String(position));
  expect(all.text).toMatch(new RegExp(`^:\\n\\nid: ${head}\\n\\nevent`));
  streams.onModuleDestroy();
});

it('an owner is told positions sealed, also the first, and goes on from any of them without gap or repeat', async () => {
  const streams = scene.streams();
  const before = await scene.listen(streams, olivia(), 'acme');
  await scene.update('globex');
  for (let n = 0; n < 300; n++) await scene.update('acme');
  const told = await before.has(300);
  const [, first] = /^:\n\nid: (\S+)\n\n/.exec(before.text)!;
  for (const id of [first!, ...told.map(({ id }) => id)]) expect(id).toMatch(/^s[\w-]{48}$/);
  const ids = [first!, ...told.map(({ id }) => id)];
  for (const at of [0, 1, 150, 299, 300]) {
    const resumed = await scene.listen(streams, olivia(), 'acme', scene.seal.unsealPosition(ids[at]!));
    expect((await resumed.has(300 - at)).map(({ id }) => id)).toEqual(ids.slice(at + 1));
    expect(resumed.text).not.toMatch(/^id: \S+\n\n/m);
  }
  streams.onModuleDestroy();
});

it('what is recorded while a stream begins is told once', async () => {
  for (let round = 0; round < 20; round++) {
    const streams = scene.streams();
    const after = await scene.newest('acme');
    const writing = Promise.all([1, 2, 3].map(() => scene.update('acme')));
    const listener = await scene.listen(streams, victor(), 'acme', after);
    await writing;
    await scene.update('acme');
    const ids = (await listener.has(4)).map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([4, 4]);
    streams.onModuleDestroy();
  }
});

it('ends for an owner with the change that removes them, which is not told, nor what comes after', async () => {
  const streams = scene.streams();
  const owner = await scene.listen(streams, olivia(), 'acme');
  const other = await scene.listen(streams, callerOf('owner', 'oscar'), 'acme');
  const admin = await scene.listen(streams, victor(), 'acme');
  await scene.update('acme', ['olivia', 'oscar']);
  await scene.update('acme', ['oscar']);
  await scene.update('acme', ['oscar']);
  await eventually('olivia is out', () => owner.ended);
  expect(owner.told.map(({ type }) => type)).toEqual(['WorkspaceUpdated']);
  await admin.has(3);
  expect([admin.ended, other.ended]).toEqual([false, false]);
  streams.onModuleDestroy();
});

// Otherwise they would be put out again each time they came back.
it('an owner who was removed and is one again reads on from before', async () => {
  await scene.update('acme', ['olivia']);
  const position = await scene.newest('acme');
  await scene.update('acme', ['oscar']);
  await scene.update('acme', ['olivia']);
  const streams = scene.streams();
  const listener = await scene.listen(streams, olivia(), 'acme', position);
  await listener.has(2);
  expect(listener.ended).toBe(false);
  await scene.update('acme', []);
  await eventually('olivia is out', () => listener.ended);
  streams.onModuleDestroy();
});
