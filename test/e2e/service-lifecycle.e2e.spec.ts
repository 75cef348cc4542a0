import { DEFAULT_POLICY } from '#domain';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '#client';
import { CommandDoor } from '#commands';
import { openEventStore } from '#event-store';
import { freePorts } from '../engines/free-ports.js';
import { eventually } from '../support/eventually.js';
import type { Directory, Json } from './service-process.js';
import { embedded, runToEnd, ServiceProcess, temporaryDirectory } from './service-process.js';

let directory: Directory;
let env: Record<string, string>;
let running: ServiceProcess[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory();
  env = embedded(directory.path);
  running = [];
});
afterEach(async () => {
  for (const service of running) await service.stop('SIGKILL');
  await directory.remove();
});

async function start(extra: Record<string, string> = {}): Promise<ServiceProcess> {
  const service = await ServiceProcess.start({ ...env, ...extra });
  running.push(service);
  return service;
}

const updateWorkspace = (service: ServiceProcess, commandId: string, workspaceId: string) =>
  service.command(commandId, 'UpdateWorkspace', {
    workspaceId,
    tier: 'business',
    forcedSso: false,
    ownerIds: ['olivia'],
  });

async function allEvents(service: ServiceProcess): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of service.as('service').events({ limit: 1_000 })) events.push(event);
  return events;
}

it('SIGTERM under load: what was answered is kept, nothing is half done, exit 0 within 10 s', async () => {
  const service = await start();
  const answered: string[] = [];
  const refused = new Set<number>();
  let stopped = false;
  const client = async (n: number): Promise<void> => {
    for (let i = 0; !stopped; i++) {
      const commandId = `c-${n}-${i}`;
      try {
        const { status, body } = await updateWorkspace(service, commandId, `w-${n % 5}`);
        if (status === 200) answered.push(body.commandId);
        else refused.add(status);
      } catch {
        // The connection is gone: this client does not know, and may not count on it.
        return;
      }
    }
  };
  const clients = Array.from({ length: 20 }, (_, n) => client(n));
  // However slow the machine is: in the middle of the load, not before it.
  while (answered.length < 100 && refused.size === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  // A shutdown that takes longer than 9.5 s is aborted and ends with 1.
  const code = await service.stop('SIGTERM');
  stopped = true;
  await Promise.all(clients);
  expect(code).toBe(0);
  expect(answered.length).toBeGreaterThanOrEqual(100);
  expect([...refused].filter((status) => status !== 503)).toEqual([]);

  const again = await start();
  const events = await allEvents(again);
  const recorded = events.map(({ correlationid }) => correlationid);
  expect(new Set(recorded).size).toBe(recorded.length);
  expect(answered.filter((commandId) => !recorded.includes(commandId))).toEqual([]);
});

it.each(['SIGTERM', 'SIGKILL'] as const)(
  'a restart after %s keeps everything, tokens included',
  async (signal) => {
    const first = await start();
    const { body: before } = await updateWorkspace(first, 'c1', 'acme');
    await first.command('c2', 'GrantSupportAccess', {
      workspaceId: 'acme',
      actor: { id: 'olivia' },
    });
    const token = first.token('owner');
    const log = await allEvents(first);
    await first.stop(signal);

    const second = await start();
    expect(await allEvents(second)).toEqual(log);
    expect((await updateWorkspace(second, 'c1', 'acme')).body).toEqual({ ...before, repeated: true });
    const { body } = await second.get('/v1/workspaces/acme/support-access', token);
    expect(body).toMatchObject({ status: 'active', grant: { commandId: 'c2' } });
  },
);

it('SIGINT twice, as a terminal and npm send it, is one clean stop', async () => {
  const service = await start();
  const stopping = service.stop('SIGINT');
  void service.stop('SIGINT');
  expect(await stopping).toBe(0);
});

it('SIGTERM before the start is through is a clean stop too', async () => {
  const child = spawn(process.execPath, ['dist/apps/service/main.js'], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // The first sign of life of the event store, long before it listens.
  while (!existsSync(join(directory.path, 'events.db.lock')) && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 1));
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it.each(['SIGTERM', 'SIGHUP'])(
  '%s while the program is still being loaded is a clean stop',
  async (signal) => {
    // Runs before the program, and sends the signal when the first module that is not Node's own is asked for by it.
    const hooks = `let sent = false;
    export async function resolve(specifier, context, next) {
      if (context.parentURL?.endsWith('/service/main.js') && !sent) {
        sent = true;
        process.kill(process.pid, '${signal}');
        await new Promise((done) => setTimeout(done, 200));
      }
      return next(specifier, context);
    }`;
    const asModule = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
    const preload = `import { register } from 'node:module'; register(${JSON.stringify(asModule(hooks))});`;
    const child = spawn(process.execPath, ['--import', asModule(preload), 'dist/apps/service/main.js'], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: 'inherit',
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(existsSync(join(directory.path, 'events.db'))).toBe(false);
  },
);

it('goes on when nobody reads its standard output any more, and logs to standard error from then on', async () => {
  const child = spawn(process.execPath, ['dist/apps/service/main.js'], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const address = (): string | undefined => /Listening on (\S+)/.exec(stderr)?.[1];
  while (address() === undefined && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(stderr).toMatch(/^support-access: standard output cannot be written \(.*EPIPE.*\n/);
  expect((await fetch(`${address()}/health/ready`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(stderr).toMatch(/Stopped\n$/);
});

describe('npm start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'passes %s on to the service and ends with its status',
    async (signal) => {
      const [port] = await freePorts(1, '127.0.0.1');
      const npm = spawn('npm', ['start', '--silent'], {
        env: { PATH: process.env['PATH'], HOME: directory.path, ...env, PORT: String(port) },
        stdio: 'ignore',
      });
      const answers = (): Promise<boolean> =>
        fetch(`http://127.0.0.1:${port}/health/live`).then(
          ({ ok }) => ok,
          () => false,
        );
      while (!(await answers()) && npm.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 50));
      npm.kill(signal);
      expect(await once(npm, 'exit')).toEqual([0, null]);
      expect(await answers()).toBe(false);
    },
  );

  it('has no shell between npm and a program: a shell does not pass signals on', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const script of ['start', 'demo', 'kafka', 'cluster', 'admin', 'test', 'bench'])
      expect(scripts[script]).toMatch(/^exec node /);
  });
});

it('a second process on the same file is refused in one line, and the first is unharmed', async () => {
  const first = await start();
  const second = await runToEnd('main.js', [], env);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/^support-access: .*events\.db is being written by another process.*\n$/);
  expect((await updateWorkspace(first, 'c1', 'acme')).status).toBe(200);
});

it('what is wrong with the environment is said in one line, without values', async () => {
  const { code, stderr } = await runToEnd('main.js', [], {
    ...env,
    PORT: 'secret',
    HOST: '0.0.0.0',
    ROLES: 'king',
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^support-access: configuration: ROLES must .*; PORT must .*; HOST must .*\n$/);
  expect(stderr).not.toContain('secret');
});

it('a taken port is said in one line', async () => {
  const first = await start();
  const other = await temporaryDirectory();
  const { code, stderr } = await runToEnd('main.js', [], {
    ...embedded(other.path),
    PORT: new URL(first.address).port,
  });
  await other.remove();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^support-access: .*EADDRINUSE.*\n$/);
});

it('a grant that ended while nothing ran is recorded soon after the start, with its true lag', async () => {
  const twoMinutesAgo = Date.now() - 120_000;
  const store = await openEventStore(env['EVENT_STORE_URL'] ?? '');
  const policy = DEFAULT_POLICY;
  const door = new CommandDoor(store, { now: () => twoMinutesAgo }, { policy });
  const source = { kind: 'http' } as const;
  const workspaceId = 'acme';
  await door.execute({
    commandId: 'c1',
    source,
    command: {
      type: 'UpdateWorkspace',
      data: { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
    },
  });
  await door.execute({
    commandId: 'c2',
    source,
    command: {
      type: 'GrantSupportAccess',
      data: { workspaceId, actor: { id: 'olivia', kind: 'user' }, durationMinutes: 1 },
    },
  });
  await store.close();

  const service = await start();
  let entries: Json[] = [];
  // Nothing is appended meanwhile: what nobody looks for at the start would never be recorded.
  await eventually('the expiry is recorded', async () => {
    const trail = '/v1/workspaces/acme/audit-trail?type=SupportAccessRevoked';
    ({ entries } = (await service.get(trail, service.token('owner'))).body);
    return entries.length > 0;
  });
  expect(entries).toMatchObject([
    { label: 'Support Access Expired', cause: 'expired', actor: { kind: 'system' } },
  ]);
  const [{ at, expiresAt, lagMs }] = entries as [Json];
  expect(lagMs).toBe(Date.parse(at) - Date.parse(expiresAt));
  expect(lagMs).toBeGreaterThanOrEqual(60_000);
});

it('a first start that is healthy prints no warning and counts no failure', async () => {
  const service = await start();
  expect(await service.isReady()).toBe(true);
  const { body } = await service.get('/metrics');
  const failures = [
    ...(body as string).matchAll(/^(\w*(?:failures|retries|refusals|refused|lost)\w*\S*) (\d+)$/gm),
  ];
  expect(failures.length).toBeGreaterThan(3);
  expect(failures.filter(([, , count]) => count !== '0')).toEqual([]);
  expect(service.output.stdout).not.toMatch(/WARN|ERROR|FATAL/);
  expect(service.output.stderr).toBe('');
});

it('logs JSON in production, and only there', async () => {
  const service = await start();
  expect(service.output.stdout).toMatch(/INFO: Listening on/);
  const { stderr } = await runToEnd('main.js', [], { ...env, NODE_ENV: 'production' });
  expect(stderr).toMatch(/AUTH_ISSUER is required when NODE_ENV=production/);
});

it('a process with other roles serves health and no API', async () => {
  await (await start()).stop();
  const service = await start({ ROLES: 'projections' });
  expect((await service.get('/health/ready')).status).toBe(200);
  expect((await service.get('/v1/events', service.token('auditor'))).status).toBe(404);
  // Readers are welcome beside it: it does not hold the writer's lock.
  expect((await start({ ROLES: 'api' })).address).toMatch(/^http/);
});
