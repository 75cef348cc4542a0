import { join } from 'node:path';
import type { DoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { checkLog } from '../support/check-log.js';
import { eventually } from '../support/eventually.js';
import { LogCopy } from '../support/log-copy.js';
import type { Directory, Json } from './service-process.js';
import { ServiceProcess, temporaryDirectory } from './service-process.js';

const acme = { workspaceId: 'acme' };
const olivia = { ...acme, actor: { id: 'olivia' } };

let directory: Directory;
let server: DoubleProcess;
let processes: ServiceProcess[];

/** Of one installation: the same log, read models and keys; each with an index of its own. */
const environment = (name: string, roles: string): Record<string, string> => ({
  ROLES: roles,
  EVENT_STORE_URL: server.url,
  EVENT_INDEX_DIR: join(directory.path, `index-${name}`),
  READ_MODEL_URL: `sqlite:${join(directory.path, 'read-models.db')}`,
  DEV_KEYS_DIR: join(directory.path, 'keys'),
  PORT: '0',
});

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await startDoubleProcess();
  processes = [await ServiceProcess.start(environment('a', 'api,projections,expiry'))];
  processes.push(await ServiceProcess.start(environment('b', 'api')));
  for (const each of processes) await eventually('ready', () => each.isReady());
});

afterAll(async () => {
  for (const each of processes.toReversed()) await each.stop();
  await server.close();
  await directory.remove();
});

async function sent(to: ServiceProcess, id: string, type: string, data: object): Promise<Json> {
  const { status, body } = await to.command(id, type, data);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

describe('two processes that take commands, on one EventStoreDB', () => {
  it('give a command that one of them decided its first outcome, in both, whatever has happened since', async () => {
    const [a, b] = processes as [ServiceProcess, ServiceProcess];
    const workspace = { ...acme, tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    await sent(a, 'c-acme', 'UpdateWorkspace', workspace);
    const granted = await sent(a, 'c-grant', 'GrantSupportAccess', olivia);
    expect(granted).toMatchObject({ outcome: 'accepted', events: [{ revision: 1 }] });
    expect(await sent(b, 'c-grant', 'GrantSupportAccess', olivia)).toEqual({ ...granted, repeated: true });
    const denied = await sent(b, 'c-second', 'GrantSupportAccess', olivia);
    expect(denied).toMatchObject({ outcome: 'denied', code: 'ALREADY_GRANTED' });
    await sent(b, 'c-revoke', 'RevokeSupportAccess', olivia);
    for (const each of [a, b]) {
      expect(await sent(each, 'c-grant', 'GrantSupportAccess', olivia)).toEqual({
        ...granted,
        repeated: true,
      });
      expect(await sent(each, 'c-second', 'GrantSupportAccess', olivia)).toEqual({
        ...denied,
        repeated: true,
      });
    }
  });

  it('refuse an id that the other one knows of other content', async () => {
    const [a, b] = processes as [ServiceProcess, ServiceProcess];
    for (const each of [a, b]) {
      const { body } = await each.command('c-grant', 'RevokeSupportAccess', olivia);
      expect(body).toMatchObject({ code: 'COMMAND_ID_REUSED' });
    }
  });

  it('decide a command once that reaches both at the same time', async () => {
    for (let n = 0; n < 30; n++) {
      const type = n % 2 === 0 ? 'GrantSupportAccess' : 'RevokeSupportAccess';
      const [one, other] = await Promise.all(
        processes.map((each) => sent(each, `both-${n}`, type, { ...olivia })),
      );
      expect(one).toMatchObject({ outcome: 'accepted' });
      const [first, second] = one.repeated ? [other, one] : [one, other];
      expect(second).toEqual({ ...first, repeated: true });
    }
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('and one that is started anew after %s', async (signal) => {
    const [a, b] = processes as [ServiceProcess, ServiceProcess];
    const id = `c-before-${signal}`;
    const login = { ...acme, engineer: { id: 'erin' } };
    const first = await sent(a, id, 'RecordSupportLogin', login);
    await b.stop(signal);
    processes[1] = await ServiceProcess.start(environment('b', 'api'));
    await eventually('ready', () => processes[1]!.isReady());
    expect(await sent(processes[1], id, 'RecordSupportLogin', login)).toEqual({ ...first, repeated: true });
  });

  it('have left one log, whose chains hold', async () => {
    const log = await LogCopy.read(server.url);
    expect(checkLog(log)).toEqual([]);
    const ids = log.events.map(({ metadata }) => metadata.commandId);
    expect(ids).toHaveLength(new Set(ids).size);
    expect(ids.filter((id) => id.startsWith('both-'))).toHaveLength(30);
  });
});
