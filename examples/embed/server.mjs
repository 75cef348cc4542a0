// A vendor's product at an origin of its own. Its visitor is Olivia, whom it would know from its own sign-in.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

const [port = '4000', service = 'http://127.0.0.1:3000'] = process.argv.slice(2);
const page = readFileSync(new URL('index.html', import.meta.url), 'utf8').replaceAll('{SUPPORT}', service);
const token = ['run', '--silent', 'token', '--', 'owner', 'olivia'];

const answer = async ({ method, url, headers }, response) => {
  // Only this page's own script and form: no other site can send this header.
  const isOwn = method === 'POST' && headers.origin === `http://${headers.host}`;
  if (url === '/support-token' && isOwn) {
    const { stdout } = await promisify(execFile)('npm', token, { cwd: new URL('../..', import.meta.url) });
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end(stdout.trim());
  } else if (url === '/leave' && isOwn) {
    // A real product revokes the session's token here: POST /v1/sessions/revoke.
    response.writeHead(303, { Location: '/' }).end();
  } else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
};

const server = createServer((...call) => void answer(...call).catch(() => call[1].destroy()));
server.listen(port, '127.0.0.1', () => process.stdout.write(`Open http://127.0.0.1:${port}\n`));
