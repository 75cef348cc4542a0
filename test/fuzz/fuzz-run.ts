import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import { openReadModelQueries } from '#read-models';
import { checkLog } from '../support/check-log.js';
import { checkReadModels } from '../support/check-read-models.js';
import { eventually } from '../support/eventually.js';
import { LogCopy } from '../support/log-copy.js';
import { temporaryDirectory } from '../support/scene.js';
import { eventStoreUrl, freePort, readModelUrl, ServiceUnderTest } from '../support/service-under-test.js';
import { AnswerCheck } from './answer-check.js';
import { ApiDocument } from './api-document.js';
import type { Outcome, Sent } from './connection.js';
import { Connection } from './connection.js';
import { FuzzScene } from './fuzz-scene.js';
import { describe, isPlainHttp } from './wire-request.js';
import { wireRequests } from './wire-requests.js';

export type FuzzOptions = {
  requests: number;
  /** What is sent comes of this, but for the ids that the service makes. */
  seed: number;
  say(line: string): void;
};

export type FuzzSummary = {
  requests: number;
  /** How often each call of the document was answered with each status; the rest under what was asked. */
  answers: Map<string, Map<number, number>>;
  events: number;
  seconds: number;
  violations: string[];
};

/** Requests after which the scene is tended. */
const ROUND = 5_000;
const CONNECTIONS = 32;
/** On their way at once on one connection. */
const MAX_AT_ONCE = 4;
const MAX_VIOLATIONS = 200;
/** Shown of one answer. */
const MAX_ERRORS = 4;

/** Sends the service requests made of its document, holds every answer against it, and looks in the end at what is there. */
export async function fuzzRun({ requests, seed, say }: FuzzOptions): Promise<FuzzSummary> {
  const startedAt = performance.now();
  const directory = await temporaryDirectory('fuzz');
  const port = await freePort();
  const env = { REQUESTS_PER_MINUTE: '0', CHECKPOINT_SECONDS: '1' };
  const service = await ServiceUnderTest.prepare({ directory, port, env });
  const api = ApiDocument.read();
  const tally = new Tally(api, new AnswerCheck(api));
  try {
    await service.start();
    const scene = await FuzzScene.open(service.url, directory);
    for (let sent = 0; sent < requests; sent += ROUND) {
      const known = await scene.tend();
      const numRuns = Math.min(ROUND, requests - sent);
      const round = fc.sample(wireRequests(api, known), { numRuns, seed: seed + sent });
      await sendAll(
        port,
        round.map((request, index) => ({ request, id: `fuzz-${seed}-${sent + index}` })),
        (outcome) => tally.add(outcome),
      );
      if (!service.isRunning) throw new Error(`the service has ended:\n${service.output}`);
      say(`${sent + numRuns} requests, ${tally.violations.length} violations`);
    }
    const live = await fetch(`${service.url}/health/live`);
    if (!live.ok) tally.violations.push(`the service says ${live.status} of its life`);
    const events = await settle(service, directory, tally.violations);
    return {
      requests,
      answers: tally.answers,
      events,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      violations: tally.violations,
    };
  } finally {
    await service.stop('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
}

/** Several connections, each with some requests on their way; what may end a connection goes by one of its own. */
async function sendAll(
  port: number,
  round: readonly Sent[],
  take: (outcome: Outcome) => void,
): Promise<void> {
  const plain = round.filter(({ request }) => isPlainHttp(request));
  const odd = round.filter(({ request }) => !isPlainHttp(request));
  const next = (): readonly Sent[] =>
    plain.length > 0 ? plain.splice(0, 1 + (plain.length % MAX_AT_ONCE)) : odd.splice(0, 1);
  const work = async (): Promise<void> => {
    const connection = new Connection(port);
    for (let batch = next(); batch.length > 0; batch = next()) {
      if (!isPlainHttp(batch[0]!.request)) connection.close();
      for (const outcome of await connection.send(batch)) take(outcome);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

/** Stops the service in order and looks at its files. @returns the events that it has recorded */
async function settle(service: ServiceUnderTest, directory: string, violations: string[]): Promise<number> {
  const log = await LogCopy.read(eventStoreUrl(directory));
  const head = log.events.at(-1)?.position ?? 0n;
  const queries = await openReadModelQueries(readModelUrl(directory));
  try {
    await eventually('the read models have all of the log', async () => (await queries.position()) >= head);
  } finally {
    await queries.close();
  }
  const code = await service.stop('SIGTERM');
  if (code !== 0) violations.push(`the service ended with ${code} after SIGTERM:\n${service.output}`);
  const whole = await LogCopy.read(eventStoreUrl(directory));
  violations.push(...checkLog(whole), ...(await checkReadModels(directory, whole)));
  return whole.events.length;
}

class Tally {
  readonly answers = new Map<string, Map<number, number>>();
  readonly violations: string[] = [];

  constructor(
    private readonly api: ApiDocument,
    private readonly check: AnswerCheck,
  ) {}

  add(outcome: Outcome): void {
    const { request, id } = outcome;
    const call = this.api.find(request.method, this.api.pathOf(request.target))?.call ?? 'anything else';
    const statuses = this.answers.get(call) ?? new Map<number, number>();
    this.answers.set(call, statuses);
    const status = 'answer' in outcome ? outcome.answer.status : 0;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    // Nobody answers a CONNECT here: Node ends the connection.
    if (!('answer' in outcome) && request.method === 'CONNECT') return;
    const wrong =
      'answer' in outcome ? this.check.violations(request, id, outcome.answer) : [outcome.failure];
    if (wrong.length === 0 || this.violations.length >= MAX_VIOLATIONS) return;
    const body = 'answer' in outcome ? outcome.answer.body.toString('utf8').slice(0, 400) : '';
    this.violations.push(
      `${wrong.slice(0, MAX_ERRORS).join('; ')}\n  ${id}: ${describe(request)}\n  answered ${status} ${body}`,
    );
  }
}
