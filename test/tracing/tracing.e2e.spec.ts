import { OtlpCollector } from '../doubles/otlp-collector.js';
import { eventually } from '../support/eventually.js';
import type { Directory, Json } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { only, SENDER, tellingModules, traceparentOf } from './scene.js';

const workspace = { workspaceId: 'acme', tier: 'free', forcedSso: false, ownerIds: ['olivia'] };

let directory: Directory;
let collector: OtlpCollector;
let service: ServiceProcess;

beforeEach(async () => {
  directory = await temporaryDirectory();
  collector = await OtlpCollector.start();
});
afterEach(async () => {
  await service.stop('SIGKILL');
  await collector.close();
  await directory.remove();
});

async function start(env: Record<string, string>): Promise<void> {
  service = await ServiceProcess.start({ ...embedded(directory.path), ...env });
}

const grant = (headers: Record<string, string>) =>
  service.send('POST', '/v1/workspaces/acme/support-access', {
    token: service.token('owner'),
    body: { ticketId: 'T-1', reason: 'it hangs' },
    headers,
  });

async function lastEvent(): Promise<Json> {
  const { body } = await service.get('/v1/events', service.token('auditor'));
  return body.events.at(-1);
}

const loaded = (): string[] =>
  JSON.parse(/^LOADED (.*)$/m.exec(service.output.stdout)?.[1] ?? 'null') as string[];

/** How many spans are told to have gone which way. */
async function spans(result: 'exported' | 'dropped'): Promise<number> {
  const { body } = await service.get('/metrics');
  return Number(
    new RegExp(`^support_access_trace_spans_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(
      body as string,
    )?.[1],
  );
}

describe('without a receiver of traces', () => {
  it('nothing of OpenTelemetry is loaded, and a trace context is recorded as it came', async () => {
    await start({ NODE_OPTIONS: tellingModules(directory.path), OTEL_SERVICE_NAME: 'x' });
    await service.command('c1', 'UpdateWorkspace', workspace);
    const traceparent = traceparentOf(SENDER);
    expect((await grant({ traceparent })).status).toBe(201);
    expect(await lastEvent()).toMatchObject({ traceparent });
    expect(await service.stop()).toBe(0);
    // The interfaces alone, which the client of Prometheus brings along.
    expect(loaded()).toEqual(['@opentelemetry/api']);
  });
});

describe('with one', () => {
  const endpoint = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });

  it('a request, its command and its append are parts of the caller’s trace', async () => {
    await start({
      ...endpoint(),
      NODE_OPTIONS: tellingModules(directory.path),
      OTEL_SERVICE_NAME: 'eu-1',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%2Cb',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    });
    await service.command('c1', 'UpdateWorkspace', workspace);
    expect((await grant({ traceparent: traceparentOf(SENDER) })).status).toBe(201);
    const event = await lastEvent();
    expect(await service.stop()).toBe(0);

    const trace = collector.spans.filter(({ traceId }) => traceId === SENDER.traceId);
    const request = only(trace, 'POST /v1/workspaces/:workspaceId/support-access');
    const command = only(trace, 'GrantSupportAccess');
    const append = only(trace, 'append');
    expect(trace).toHaveLength(3);
    expect(request).toMatchObject({
      kind: 'server',
      parentSpanId: SENDER.spanId,
      parentIsRemote: true,
      attributes: { 'http.request.method': 'POST', 'http.response.status_code': 201 },
      resource: { 'service.name': 'eu-1', 'deployment.environment.name': 'test' },
    });
    expect(command).toMatchObject({
      kind: 'internal',
      parentSpanId: request.spanId,
      parentIsRemote: false,
      failed: false,
      attributes: {
        'support_access.command.source': 'http',
        'support_access.outcome': 'accepted',
        'support_access.repeated': false,
      },
    });
    expect(append).toMatchObject({
      kind: 'client',
      parentSpanId: command.spanId,
      attributes: { 'db.system.name': 'sqlite', 'db.operation.name': 'append', 'db.operation.batch.size': 1 },
    });
    for (const { startedAt, endedAt } of trace) expect(endedAt).toBeGreaterThanOrEqual(startedAt);
    expect(append.startedAt).toBeGreaterThanOrEqual(command.startedAt);
    // Whoever reads the event goes on where the command was.
    expect(event.traceparent).toBe(traceparentOf(command));
    expect(collector.headers[0]).toMatchObject({ 'x-key': 'a,b', 'content-encoding': 'gzip' });
    // What `loaded` is told by would have told it above, too.
    expect(loaded()).toContain('@opentelemetry/sdk-trace');
  });

  it('tells no receiver who, which workspace, and why', async () => {
    await start(endpoint());
    await service.command('c1', 'UpdateWorkspace', workspace);
    await grant({});
    await service.get(
      '/v1/workspaces/acme/support-access?asOf=2020-01-01T00:00:00.000Z',
      service.token('owner'),
    );
    await service.get('/v1/nothing/acme', service.token('owner'));
    await service.stop();
    expect(collector.spans.length).toBeGreaterThan(6);
    const told = JSON.stringify(collector.spans.map(({ name, attributes }) => ({ name, attributes })));
    expect(told).not.toMatch(/acme|olivia|T-1|it hangs|2020|127\.0\.0\.1/);
  });

  it('a command sent again is a span of its new trace, and what is recorded stays', async () => {
    await start(endpoint());
    const first = await service.command('c1', 'UpdateWorkspace', workspace);
    const event = await lastEvent();
    const again = await service.command('c1', 'UpdateWorkspace', workspace);
    expect(again.body).toEqual({ ...first.body, repeated: true });
    expect(await lastEvent()).toEqual(event);
    await service.stop();
    const repeats = collector.spans.filter(
      ({ attributes }) => attributes['support_access.repeated'] === true,
    );
    expect(repeats).toMatchObject([{ name: 'UpdateWorkspace', failed: false }]);
    expect(repeats[0]!.traceId).not.toBe(event.traceparent.split('-')[1]);
  });

  it('a refusal is an outcome; what could not be done is an error', async () => {
    await start(endpoint());
    expect((await grant({})).status).toBe(404);
    expect((await service.send('GET', '/health/live')).status).toBe(200);
    await service.command('c1', 'UpdateWorkspace', workspace);
    await service.command('c2', 'GrantSupportAccess', { workspaceId: 'acme', actor: { id: 'mallory' } });
    await service.stop();
    expect(only(collector.spans, 'GrantSupportAccess')).toMatchObject({
      failed: false,
      attributes: { 'support_access.outcome': 'denied', 'support_access.code': 'NOT_WORKSPACE_OWNER' },
    });
    expect(collector.spans.some(({ name }) => name.includes('/health'))).toBe(false);
  });

  it.each([
    { sampler: 'parentbased_always_on', flags: '00', recorded: false },
    { sampler: 'parentbased_always_off', flags: '01', recorded: true },
    { sampler: 'always_off', flags: '01', recorded: false },
    { sampler: 'always_on', flags: '00', recorded: true },
    { sampler: 'traceidratio', flags: '01', recorded: false },
  ])('$sampler, asked with flags $flags', async ({ sampler, flags, recorded }) => {
    await start({ ...endpoint(), OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '0' });
    await service.command('c1', 'UpdateWorkspace', workspace);
    const traceparent = traceparentOf(SENDER, flags);
    await grant({ traceparent });
    const event = await lastEvent();
    await service.stop();
    const trace = collector.spans.filter(({ traceId }) => traceId === SENDER.traceId);
    expect(trace).toHaveLength(recorded ? 3 : 0);
    // Who records nothing hands on what they were given.
    expect(event.traceparent).toBe(recorded ? traceparentOf(only(trace, 'GrantSupportAccess')) : traceparent);
  });

  it('a trace that is begun here and not recorded is not recorded in part', async () => {
    await start({
      ...endpoint(),
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.5',
    });
    for (let i = 0; i < 40; i++) await service.command(`c${i}`, 'UpdateWorkspace', workspace);
    await service.stop();
    const traces = new Map<string, number>();
    for (const { traceId } of collector.spans) traces.set(traceId, (traces.get(traceId) ?? 0) + 1);
    const sizes = [...traces.values()];
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes.length).toBeLessThan(35);
    expect(new Set(sizes)).toEqual(new Set([3]));
  });

  it('one that is away costs the commands nothing, loses spans, says so once, and is found again', async () => {
    const port = Number(new URL(collector.endpoint).port);
    await collector.close();
    await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
    });
    for (const id of ['c1', 'c2'])
      expect(await service.command(id, 'UpdateWorkspace', workspace)).toMatchObject({ status: 200 });
    await eventually('the loss is counted', async () => (await spans('dropped')) > 0);
    expect((await service.get('/health/ready')).status).toBe(200);
    await service.command('c3', 'UpdateWorkspace', workspace);
    await eventually('more is lost', async () => (await spans('dropped')) >= 9);
    expect(service.output.stdout.match(/spans of traces are dropped/g)).toHaveLength(1);

    collector = await OtlpCollector.start(port);
    await service.command('c4', 'UpdateWorkspace', workspace);
    await eventually('some arrive', async () => (await spans('exported')) >= 3);
    expect(service.output.stdout.match(/traces are received again/g)).toHaveLength(1);
  });

  it('one that never answers does not keep the service from ending in time', async () => {
    collector.answer = 'never';
    await start({ ...endpoint(), OTEL_EXPORTER_OTLP_TIMEOUT: '600000' });
    for (let i = 0; i < 5; i++) await service.command(`c${i}`, 'UpdateWorkspace', workspace);
    await eventually('a request is under way', () => collector.requests > 0);
    // A shutdown that takes longer than 9.5 s is aborted and ends with 1.
    expect(await service.stop()).toBe(0);
  });
});
