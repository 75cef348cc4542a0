import { json, problem, ScriptedServer } from './spec/scripted-server.js';
import { SupportAccessClient } from './support-access-client.js';

let server: ScriptedServer;
let client: SupportAccessClient;

beforeAll(async () => {
  server = await ScriptedServer.start();
  client = new SupportAccessClient({ baseUrl: server.address, token: 't', retry: { firstDelayMs: 1 } });
});
afterAll(() => server.stop());

const entries = (...ids: string[]) => ids.map((id) => ({ id }));
const urls = () => server.seen.map(({ url }) => url);

it('a trail is read page by page, all else of the question unchanged', async () => {
  server.play(
    json({ entries: entries('a', 'b'), next: 'c1' }),
    problem(503, 'UNAVAILABLE', { 'Retry-After': '0' }),
    json({ entries: [], next: 'c2' }),
    json({ entries: entries('c') }),
  );
  const read: string[] = [];
  const trail = client.auditTrail('acme', { type: 'SupportLogin', limit: 2 }, { minPosition: '7' });
  for await (const { id } of trail) read.push(id);
  expect(read).toEqual(['a', 'b', 'c']);
  const path = '/v1/workspaces/acme/audit-trail?type=SupportLogin&limit=2';
  expect(urls()).toEqual([path, `${path}&cursor=c1`, `${path}&cursor=c1`, `${path}&cursor=c2`]);
  expect(server.seen.map(({ headers }) => headers['min-position'])).toEqual(['7', '7', '7', '7']);
});

it('a page is asked for when it is come to, and not before', async () => {
  server.play(json({ grants: [{ grantId: 'g1' }], next: 'c1' }));
  for await (const { grantId } of client.grants({ status: 'active' })) {
    expect(grantId).toBe('g1');
    break;
  }
  expect(urls()).toEqual(['/v1/grants?status=active']);
});

it('the log is read until it is caught up with', async () => {
  server.play(
    json({ events: [{ id: 'e1' }], next: '5', caughtUp: false }),
    json({ events: [{ id: 'e2' }], next: '9', caughtUp: true }),
  );
  const ids: string[] = [];
  for await (const { id } of client.events({ after: '3', limit: 1 })) ids.push(id);
  expect(ids).toEqual(['e1', 'e2']);
  expect(urls()).toEqual(['/v1/events?after=3&limit=1', '/v1/events?after=5&limit=1']);
});

it('checkpoints are texts, in pages, and one by one', async () => {
  const note = 'origin\n5\nroot\n\n— name signature\n';
  server.play(
    json({ checkpoints: ['a'], next: 5 }),
    json({ checkpoints: ['b'] }),
    (response) => void response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(note),
    json({ from: 1, to: 2, hashes: [] }),
  );
  const notes: string[] = [];
  for await (const each of client.evidence.checkpoints({ limit: 1 })) notes.push(each);
  expect(notes).toEqual(['a', 'b']);
  expect(await client.evidence.trailCheckpoint('acme')).toBe(note);
  expect(await client.evidence.proveConsistency({ from: 1, to: 2 })).toEqual({ from: 1, to: 2, hashes: [] });
  expect(server.seen.map(({ url, headers: { accept } }) => [url, accept])).toEqual([
    ['/v1/checkpoints?limit=1', 'application/json'],
    ['/v1/checkpoints?limit=1&after=5', 'application/json'],
    ['/v1/workspaces/acme/audit-trail/checkpoint', 'text/plain'],
    ['/v1/checkpoints/consistency?from=1&to=2', 'application/json'],
  ]);
});

it('a refusal in the midst of a list is thrown there', async () => {
  server.play(json({ entries: entries('a'), next: 'c1' }), problem(400, 'MALFORMED'));
  const trail = client.auditTrail('acme');
  expect(await trail.next()).toMatchObject({ value: { id: 'a' } });
  await expect(trail.next()).rejects.toMatchObject({ code: 'MALFORMED' });
});
