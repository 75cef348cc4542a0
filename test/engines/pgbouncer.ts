import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.js';
import { serverIdentity } from './postgres-process.js';
import { endProcess, hasStarted } from './server-process.js';

/** A pooler before a server, in transaction mode and with few connections, so that they change hands all the time. */
export type Pooler = { url: string; close(): Promise<void> };

export async function startPgBouncer(serverUrl: string, ownerPid = process.pid): Promise<Pooler> {
  const { hostname, port: serverPort, username, password } = new URL(serverUrl);
  const dir = await mkdtemp(join(tmpdir(), 'support-access-pgbouncer-'));
  await chmod(dir, 0o755);
  const [port] = (await freePorts(1, '127.0.0.1')) as [number];
  await writeFile(join(dir, 'users.txt'), `"${username}" "${password}"\n`);
  await writeFile(
    join(dir, 'pgbouncer.ini'),
    `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(dir, 'users.txt')}
pool_mode = transaction
default_pool_size = 3
max_client_conn = 500
`,
  );
  const logFile = join(dir, 'pgbouncer.log');
  const log = openSync(logFile, 'a');
  const child = spawn('pgbouncer', [join(dir, 'pgbouncer.ini')], {
    cwd: dir,
    stdio: ['ignore', log, log],
    detached: true,
    ...serverIdentity(),
  });
  closeSync(log);
  await hasStarted({ name: 'PgBouncer', child, logFile, dir, ownerPid, killedBy: 'KILL' }, 'process up');
  const url = new URL(serverUrl);
  url.port = `${port}`;
  return {
    url: url.href,
    close: async () => {
      await endProcess(child, 'SIGTERM');
      await rm(dir, { recursive: true, force: true });
    },
  };
}
