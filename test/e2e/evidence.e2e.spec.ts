import { openEventReader } from '#event-store';
import type { VerifierKey } from '#evidence';
import { EMPTY_ROOT, isConsistent, isIncluded, openCheckpoint, parseVkeys, rootAt } from '#evidence';
import { MemoryTree } from '../../libs/evidence/merkle/spec/memory-tree.js';
import { eventually } from '../support/eventually.js';
import type { Json, Answer } from './service-process.js';
import { embedded } from './service-process.js';
import { directory, service, withService } from './with-service.js';

const ORIGIN = 'support.example.com/log';

let vkeys: VerifierKey[];

withService({ EVIDENCE_ORIGIN: ORIGIN, CHECKPOINT_SECONDS: '1' });
beforeAll(async () => {
  for (let n = 0; n < 300; n++) await update(n % 3 === 0 ? 'acme' : `w${n}`, n);
  vkeys = parseVkeys((await service.get('/.well-known/support-access-vkey')).body as string);
});

const update = (workspaceId: string, n: number, tier = 'business'): Promise<Answer> =>
  service.command(`update-${n}`, 'UpdateWorkspace', {
    workspaceId,
    tier,
    forcedSso: false,
    ownerIds: ['olivia'],
  });

const ask = async (path: string, role = 'auditor', status = 200): Promise<Json> => {
  const answer = await service.get(path, service.token(role));
  expect({ path, status: answer.status }).toEqual({ path, status });
  return answer.body;
};

const latest = async () => openCheckpoint(await ask('/v1/checkpoints/latest'), vkeys);

/** The tree of a stretch of the log, from the log itself. */
async function treeOfLog(stream?: string): Promise<MemoryTree> {
  const reader = await openEventReader(embedded(directory.path)['EVENT_STORE_URL']!);
  const tree = new MemoryTree();
  const pages = stream === undefined ? reader.readAll(0n) : reader.readStream(stream);
  for await (const page of pages) for (const { chain } of page) tree.append(Buffer.from(chain, 'hex'));
  await reader.close();
  return tree;
}

const bytes = (hashes: string[]): Buffer[] => hashes.map((hash) => Buffer.from(hash, 'base64'));

it('serves signed checkpoints that cover the log within CHECKPOINT_SECONDS', async () => {
  const tree = await treeOfLog();
  const path = '/v1/checkpoints/latest';
  const isThere = async () => (await service.get(path, service.token('auditor'))).status === 200;
  await eventually('all is covered', async () => (await isThere()) && (await latest()).size === tree.size);
  const { origin, size, root } = await latest();
  expect({ origin, size }).toEqual({ origin: ORIGIN, size: tree.size });
  expect(root.equals(await rootAt(tree, size))).toBe(true);
  const answer = await service.get('/v1/checkpoints/latest', service.token('service'));
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
});

it('lists all of them in pages', async () => {
  await update('acme', 1_000);
  await eventually('there are two', async () => (await ask('/v1/checkpoints')).checkpoints.length > 1);
  const { checkpoints, next } = await ask('/v1/checkpoints');
  expect(next).toBeUndefined();
  const sizes = (checkpoints as string[]).map((note) => openCheckpoint(note, vkeys).size);
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  const walked: string[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: Json = await ask(`/v1/checkpoints?after=${after}&limit=1`);
    walked.push(...page.checkpoints);
    after = page.next;
  }
  expect(walked).toEqual(checkpoints);
  expect((await ask(`/v1/checkpoints?after=${sizes.at(-1)}`)).checkpoints).toEqual([]);
});

it('proves that the log only grew', async () => {
  const tree = await treeOfLog();
  for (const [from, to] of [
    [1, 2],
    [7, 256],
    [256, 300],
    [299, 300],
    [300, 300],
    [0, 300],
  ] as const) {
    const { hashes, ...told } = await ask(`/v1/checkpoints/consistency?from=${from}&to=${to}`);
    expect(told).toEqual({ from, to });
    const [fromRoot, toRoot] = await Promise.all([rootAt(tree, from), rootAt(tree, to)]);
    expect(isConsistent({ from, fromRoot, to, toRoot, hashes: bytes(hashes) })).toBe(true);
    // What it is held against matters: from any other root it leads nowhere.
    const claim = { from: Math.max(from, 1), fromRoot: EMPTY_ROOT, to, toRoot, hashes: bytes(hashes) };
    expect(isConsistent(claim)).toBe(false);
  }
});

it('proves that an event is in it', async () => {
  const { size, root } = await latest();
  const { events } = await ask('/v1/events?limit=1000');
  for (const index of [0, 1, 255, 256, size - 1]) {
    const { id, chain } = events[index];
    const { leaf, hashes, ...told } = await ask(`/v1/events/${id}/inclusion?size=${size}`);
    expect(told).toEqual({ index, size });
    expect(Buffer.from(leaf, 'base64').toString('hex')).toBe(chain);
    const claim = { index, size, root, leaf: Buffer.from(leaf, 'base64'), hashes: bytes(hashes) };
    expect(isIncluded(claim)).toBe(true);
    expect(isIncluded({ ...claim, leaf: Buffer.alloc(32) })).toBe(false);
  }
});

it('an event is in the tree as soon as its writer asks for it with its position', async () => {
  const { body: written } = await update('acme', 2_000);
  const { events, position } = written;
  const answer = await service.get(
    `/v1/events/${events[0].id}/inclusion?size=1000000`,
    service.token('auditor'),
    {
      'Min-Position': position,
    },
  );
  expect(answer.body).toMatchObject({ status: 400, errors: [{ field: 'size' }] });
});

it.each<[path: string, field: string]>([
  ['/v1/checkpoints?after=-1', 'after'],
  ['/v1/checkpoints?limit=0', 'limit'],
  ['/v1/checkpoints?size=1', 'size'],
  ['/v1/checkpoints/consistency', 'from'],
  ['/v1/checkpoints/consistency?from=1', 'to'],
  ['/v1/checkpoints/consistency?from=1&to=x', 'to'],
  ['/v1/checkpoints/consistency?from=1&to=999999', 'to'],
  ['/v1/checkpoints/consistency?from=3&to=2', 'from'],
  ['/v1/events/EVENT/inclusion', 'size'],
  ['/v1/events/EVENT/inclusion?size=0', 'size'],
  ['/v1/events/EVENT/inclusion?size=1', 'size'],
  ['/v1/events/EVENT/inclusion?size=999999', 'size'],
  ['/v1/events/EVENT/inclusion?size=1e9', 'size'],
])('%s is malformed, naming %s', async (path, field) => {
  const { events } = await ask('/v1/events?limit=2');
  const body = await ask(path.replace('EVENT', events[1].id), 'auditor', 400);
  expect(body).toMatchObject({ code: 'MALFORMED' });
  expect(body.errors.map((error: Json) => error.field)).toContain(field);
});

it('an event that is not there has no place', async () => {
  for (const id of ['0192f0c0-0000-7000-8000-000000000001', 'nonsense'])
    expect(await ask(`/v1/events/${id}/inclusion?size=1`, 'auditor', 404)).toMatchObject({
      code: 'NOT_FOUND',
    });
});

it('signs the trail of one workspace, for those who may read it', async () => {
  const path = '/v1/workspaces/acme/audit-trail/checkpoint';
  const before = openCheckpoint(await ask(path, 'owner'), vkeys);
  const tree = await treeOfLog('supportAccess-acme');
  expect(before).toEqual({
    origin: `${ORIGIN}/supportAccess-acme`,
    size: tree.size,
    root: await rootAt(tree, tree.size),
  });
  expect(openCheckpoint(await ask(path), vkeys)).toEqual(before);
  await update('acme', 3_000);
  const after = openCheckpoint(await ask(path, 'owner'), vkeys);
  const grown = await treeOfLog('supportAccess-acme');
  expect(after.size).toBe(before.size + 1);
  expect((await rootAt(grown, before.size)).equals(before.root)).toBe(true);

  await update('frugal', 4_000, 'team');
  const refused = await ask('/v1/workspaces/frugal/audit-trail/checkpoint', 'owner', 403);
  expect(refused.code).toBe('TIER_REQUIRED');
  await ask('/v1/workspaces/frugal/audit-trail/checkpoint');
  for (const role of ['owner', 'auditor']) {
    const unknown = await ask('/v1/workspaces/nobodys/audit-trail/checkpoint', role, 404);
    expect(unknown.code).toBe('UNKNOWN_WORKSPACE');
  }
});

it('the keys are open to all, and say so to caches', async () => {
  const { status, headers } = await service.get('/.well-known/support-access-vkey');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(headers.get('cache-control')).toBe('public, max-age=300');
  expect(vkeys.map(({ name }) => name)).toEqual([ORIGIN]);
});

it('says in the metrics what is covered', async () => {
  const { size } = await latest();
  const { body } = await service.get('/metrics');
  const shown = /^support_access_checkpoint_size (\d+)$/m.exec(body as string)?.[1];
  expect(Number(shown)).toBeGreaterThanOrEqual(size);
  expect(body).toMatch(/^support_access_checkpoint_age_seconds \d/m);
  expect(body).toMatch(/^support_access_log_tree_position \d+$/m);
});
