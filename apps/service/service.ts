import type { Logger } from 'pino';
import type { Door } from '#commands';
import { CommandDoor, WorkspaceFolds } from '#commands';
import type { Config, Role } from '#config';
import { systemClock } from '#config';
import type { EventStore } from '#event-store';
import { openReadModelQueries } from '#read-models';
import { asError } from '#domain';
import { DamageWatch } from './workers/evidence/damage-watch.js';
import { verifiedLogDoor } from './workers/evidence/verified-log-door.js';
import type { OpenedEvidence } from './workers/evidence/open-evidence.js';
import { openEvidence } from './workers/evidence/open-evidence.js';
import type { Evidence } from './ports.js';
import { startEvidence } from './workers/evidence/start-evidence.js';
import { watchedQueries } from './workers/evidence/watched-queries.js';
import { watchedReader } from './workers/evidence/watched-reader.js';
import { startExpiry } from './workers/start-expiry.js';
import { createVerifier } from './auth/create-verifier.js';
import { IssuerWatch } from './auth/issuer-watch.js';
import { ShutdownStack } from './shutdown-stack.js';
import type { ServiceContext } from './service-context.js';
import { HealthRegistry } from './operations/health/health-registry.js';
import { createApp } from './create-app.js';
import { Drain } from './http/drain.js';
import { mountConsole } from './mount-console.js';
import type { Parts } from './service.module.js';
import { Leasing } from './workers/leases/leasing.js';
import { commandMetrics } from './operations/metrics/command-metrics.js';
import { healthMetrics } from './operations/metrics/health-metrics.js';
import { createRegistry } from './operations/metrics/registry.js';
import { openLog } from './open-log.js';
import { startProjections } from './workers/projections/start-projections.js';
import { appendTracing, tracedDoor } from './operations/tracing/command-tracing.js';
import { requireDatabase, requirePlaces } from './require-places.js';
import { startTracing } from './operations/tracing/start-tracing.js';

export type RunningService = {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  address: string;
  /** Resolves with the reason when a part will not work again by itself; health says so meanwhile. */
  failed: Promise<Error>;
  /** Is not ready at once, takes requests for `DRAIN_SECONDS`, finishes what is in flight and lets go of everything. @returns whether all of it went well */
  close(): Promise<boolean>;
};

/**
 * The composition root: opens what the roles need, in the order in which one stands on the other.
 * @throws StoreLockedError when another process writes the event file; whatever was opened is closed again
 */
export async function startService(config: Config, logger: Logger): Promise<RunningService> {
  const health = new HealthRegistry(config.roles);
  const shutdown = new ShutdownStack(logger);
  let fail: ServiceContext['fail'] = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = (thrown) => {
      const error = asError(thrown);
      health.condemn(error.message);
      resolve(error);
    };
  });
  const metrics = createRegistry();
  healthMetrics(metrics, health);
  const tracer = await startTracing({ config, logger, metrics, shutdown });
  const context: Started = { config, logger, health, metrics, tracer, shutdown, fail };
  const drain = new Drain();
  const close = async (): Promise<boolean> => {
    health.condemn('shutting down');
    await drain.begin(hasClients(config.roles) ? config.http.drainSeconds * 1_000 : 0);
    return shutdown.close();
  };
  try {
    return { address: await mount(context, drain), failed, close };
  } catch (error) {
    await shutdown.close();
    throw error;
  }
}

/** Whether anybody sends this process more than what monitoring does. */
const hasClients = (roles: ReadonlySet<Role>): boolean => roles.has('api') || roles.has('console');

/** What is there before anything of the log is opened. */
type Started = Omit<ServiceContext, 'leasing' | 'damage'>;

async function mount(context: Started, drain: Drain): Promise<string> {
  const { config, logger, health, metrics, tracer, shutdown } = context;
  requirePlaces(config);
  const verifier = await createVerifier(config.auth, watchIssuer(context));
  const opened = [...config.roles].some((role) => role !== 'console') ? await openWork(context) : {};
  const edge = { config, clock: systemClock, logger, health, metrics, tracer, verifier };
  const app = await createApp({ ...edge, ...opened }, (fastify) => mountConsole(fastify, edge), drain);
  shutdown.add('the HTTP server', () => app.close());
  await app.listen(config.http.port, config.http.host);
  return app.getUrl();
}

/** Where tokens are checked with keys from elsewhere. */
function watchIssuer({ config, logger, health, metrics }: Started): IssuerWatch | undefined {
  if (config.auth.kind !== 'jwks' || !config.roles.has('api')) return undefined;
  const watch = new IssuerWatch(config.auth.jwksUrl, logger, metrics);
  health.register('identity provider', () => watch.health());
  return watch;
}

/** What the roles beside the console stand on: the log, and what is derived from it. */
async function openWork(started: Started): Promise<Pick<Parts, 'api' | 'kafka'>> {
  const { config } = started;
  const has = (...roles: Role[]): boolean => roles.some((role) => config.roles.has(role));
  const leasing = Leasing.open(started);
  const context: ServiceContext = { ...started, leasing, damage: await DamageWatch.open(started) };
  await requireDatabase(config);
  const log = await openLog(context);
  const { reader, store } = log;
  // Without brokers nothing of Kafka is loaded.
  const workers = config.kafka && (await import('./workers/kafka/open-kafka-workers.js'));
  const clients = workers?.openKafkaClients(context, { checkpoints: (store ?? log.signer) !== undefined });
  const evidence = await openEvidence(context, log, clients);
  await startProjections(context, evidence?.underLease);
  const writing = store && evidence && (await openDoor(context, store, evidence));
  if (has('expiry') && writing) await startExpiry(context, writing.door, reader);
  const kafka =
    clients && (await workers?.openKafkaWorkers(context, { kafka: clients, door: writing?.door, reader }));
  const api = has('api') &&
    writing && {
      ...writing,
      reader: watchedReader(reader, context.damage),
      queries: watchedQueries(await openQueries(context), context.damage),
    };
  return { ...(api && { api }), ...(kafka && { kafka }) };
}

/** Opens to commands when the log has passed its check. */
async function openDoor(
  context: ServiceContext,
  store: EventStore,
  opened: OpenedEvidence,
): Promise<{ door: Door; folds: WorkspaceFolds; evidence: Evidence }> {
  const evidence = await startEvidence(context, opened.parts, opened.byWriter);
  const { config, metrics, tracer } = context;
  const observer = { ...commandMetrics(metrics), ...appendTracing(tracer, config.eventStoreUrl) };
  const { damage } = context;
  const folds = new WorkspaceFolds(damage.guard(store), undefined, damage.folds);
  damage.onReplaced((reason) => folds.close(reason));
  const door = new CommandDoor(store, systemClock, { policy: config.policy, observer, folds });
  const checked = verifiedLogDoor(
    door,
    () => evidence.obstacle(),
    (stream) => damage.refuse(stream),
    (error) => damage.notice(error),
  );
  return { door: tracedDoor(tracer, checked), folds, evidence };
}

async function openQueries({ config, health, shutdown }: ServiceContext) {
  const queries = await openReadModelQueries(config.readModelUrl);
  shutdown.add('the read models', () => queries.close());
  health.register('read models', async () => {
    await queries.position();
    return { status: 'up' };
  });
  return queries;
}
