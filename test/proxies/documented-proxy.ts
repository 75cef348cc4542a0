import { afterAll, beforeAll, describe } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { describeWith } from '../engines/engines.js';
import { freePorts } from '../engines/free-ports.js';
import type { Proxy, ProxyName } from '../engines/proxies.js';
import { startProxy } from '../engines/proxies.js';

const NAMES: readonly ProxyName[] = ['nginx', 'haproxy', 'apache', 'varnish', 'caddy'];

/** What `docs/proxies.md` says, with addresses of this run. @param changed what else is other than there */
export async function startDocumented(
  name: ProxyName,
  service: string,
  changed = (configuration: string): string => configuration,
): Promise<Proxy> {
  const [port] = (await freePorts(1, '127.0.0.1')) as [number];
  const configuration = changed(
    blockOf(name)
      .replaceAll('127.0.0.1:3000', new URL(service).host)
      .replace('.port = "3000"', `.port = "${new URL(service).port}"`),
  );
  return startProxy(name, FILE_OF[name](configuration, port), port);
}

/** The block as a whole file, in the foreground and with nothing outside of its directory. */
const FILE_OF: Readonly<Record<ProxyName, (block: string, port: number) => string>> = {
  nginx: (block, port) => `daemon off;
master_process off;
pid nginx.pid;
error_log stderr notice;
events {}
http {
access_log off;
client_body_temp_path body;
proxy_temp_path proxy;
fastcgi_temp_path fastcgi;
uwsgi_temp_path uwsgi;
scgi_temp_path scgi;
${block.replace('listen 8080', `listen 127.0.0.1:${port}`)}
}
`,
  haproxy: (block, port) => block.replace('127.0.0.1:8080', `127.0.0.1:${port}`),
  apache: (block, port) => `${['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'headers', 'alias']
    .map((module) => `LoadModule ${module}_module /usr/lib/apache2/modules/mod_${module}.so`)
    .join('\n')}
ServerName 127.0.0.1
PidFile apache.pid
ErrorLog /dev/stderr
Listen 127.0.0.1:${port}
${block.replace('*:8080', `127.0.0.1:${port}`)}
`,
  varnish: (block) => block,
  caddy: (block, port) => `{
  admin off
  auto_https off
}
${block.replace(':8080 {', `http://:${port} {\nbind 127.0.0.1`)}
`,
};

function blockOf(name: ProxyName): string {
  const document = readFileSync('docs/proxies.md', 'utf8');
  const [, block] = new RegExp(`^\`\`\`${name}\\n(.*?)^\`\`\`$`, 'ms').exec(document) ?? [];
  if (block === undefined) throw new Error(`docs/proxies.md has no configuration of ${name}`);
  return block;
}

/** The same tests with each way to the service. @param service where it is, once it runs */
export function directlyAndBehindEachProxy(
  service: () => string,
  tests: (address: () => string) => void,
): void {
  describe('directly', () => {
    tests(service);
  });
  for (const name of NAMES)
    describeWith([name], `behind ${name}`, () => {
      let proxy: Proxy;
      beforeAll(async () => {
        proxy = await startDocumented(name, service());
      });
      afterAll(() => proxy.close());
      tests(() => proxy.address);
    });
}
