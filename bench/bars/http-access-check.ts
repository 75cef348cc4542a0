import { join } from 'node:path';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atLeast, atMost } from '../finding.js';
import { BareProcess } from '../http/bare-process.js';
import { checksOf, EVALUATION, sampleAnswer } from '../http/evaluation-requests.js';
import type { Loaded } from '../http/load.js';
import { LoadGenerator, shownLoad } from '../http/load.js';
import { untilIdle } from '../process-facts.js';
import { ServiceProcess } from '../service-process.js';
import { median, pairedRatio } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { fillWithGrants, project } from '../workload/granted-log.js';

const CONNECTIONS = 64;
const OFFERED_PER_SECOND = 1_000;
/** Workspaces that engineers are in at the same time: who lets them in asks about these, over and over. */
const BUSY = 1_000;

/** "May this engineer enter now?" with a million grants there, asked over HTTP with a token. */
export const httpAccessCheck: Bar = {
  name: 'http-access-check',
  title: 'Access check over HTTP',
  async run(bench) {
    const workspaces = workspaceIds(bench.quick ? 50_000 : 1_000_000);
    const [log, models] = ['events.db', 'read-models.db'].map((file) => join(bench.directory, file));
    await fillWithGrants(log!, workspaces);
    await project(log!, models!);
    bench.say(`${workspaces.length} grants in the read models`);
    const env = { REQUESTS_PER_MINUTE: '0' };
    const service = await ServiceProcess.start(bench.directory, bench.nodeOptions, env);
    const load = new LoadGenerator();
    try {
      await untilIdle(service.pid);
      return [
        ...(await saturated(bench, service, load, workspaces)),
        await paced(bench, service, load, workspaces),
      ];
    } finally {
      load.stop();
      await service.stop();
    }
  },
};

/** As fast as answers come: checks of a thousand workspaces, of all of them, and two bare servers, in turns. */
async function saturated(
  { quick, say }: Bench,
  service: ServiceProcess,
  load: LoadGenerator,
  all: readonly string[],
): Promise<Finding[]> {
  const [rounds, checks] = quick ? [2, 5_000] : [9, 40_000];
  const token = service.token('service');
  const busy = all.filter((_, i) => i % (all.length / BUSY) === 0);
  const { body, headers } = await sampleAnswer(service, token, all[0]!);
  const same = await BareProcess.start(EVALUATION, body, headers);
  const plain = await BareProcess.start(EVALUATION, body, {});
  const sides = [
    { server: service, workspaces: busy, done: [] as Loaded[] },
    { server: same, workspaces: busy, done: [] as Loaded[] },
    { server: plain, workspaces: busy, done: [] as Loaded[] },
    { server: service, workspaces: all, done: [] as Loaded[] },
  ] as const;
  // The first round warms all up.
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const { server, workspaces, done } of sides) {
        const requests = checksOf(workspaces, token, checks, round);
        const { address, pid } = server;
        done.push(await load.run({ address, connections: CONNECTIONS, requests, expected: 200 }, pid));
      }
      say(`round ${round}: ${sides.map(({ done }) => shownLoad(done.at(-1)!)).join('; ')}`);
    }
  } finally {
    for (const bare of [same, plain]) bare.stop();
  }
  const [ours, sameBytes, plainBytes, anywhere] = sides.map(({ done }) => summary(done.slice(1)));
  const finding = (what: string, of: Summary, baseline: string, raw: Summary): Finding => ({
    what: `access checks over HTTP, ${what}`,
    measured: { value: median(of.speeds), unit: 'checks/s' },
    baseline: { what: baseline, value: median(raw.speeds), unit: 'requests/s' },
    ratio: pairedRatio(of.speeds, raw.speeds),
    note: `${of.text}; bare ${raw.text}`,
  });
  const oneOfBusy = `of ${BUSY} workspaces among ${all.length}`;
  return [
    { ...finding(oneOfBusy, ours!, 'bare Fastify, the same bytes', sameBytes!), bar: atLeast(0.7) },
    finding(oneOfBusy, ours!, 'bare Fastify, only its own headers', plainBytes!),
    finding(`of all ${all.length} workspaces`, anywhere!, 'bare Fastify, the same bytes', sameBytes!),
  ];
}

type Summary = ReturnType<typeof summary>;

function summary(done: readonly Loaded[]) {
  const middle = (of: keyof Loaded): number => median(done.map((each) => each[of]));
  return {
    speeds: done.map(({ perSecond }) => perSecond),
    text: `${middle('cpuUs').toFixed(0)} µs of CPU a request, ${middle('bytes')} bytes an answer with its head`,
  };
}

/** At a steady pace, each time another of all workspaces. */
async function paced(
  { quick }: Bench,
  service: ServiceProcess,
  load: LoadGenerator,
  workspaces: readonly string[],
): Promise<Finding> {
  const [seconds, warmUpSeconds] = quick ? [3, 1] : [20, 5];
  const count = OFFERED_PER_SECOND * (seconds + warmUpSeconds);
  const { p50Ms, p99Ms, worstMs } = await load.run(
    {
      address: service.address,
      connections: CONNECTIONS,
      requests: checksOf(workspaces, service.token('service'), count, count),
      expected: 200,
      perSecond: OFFERED_PER_SECOND,
      warmUp: OFFERED_PER_SECOND * warmUpSeconds,
    },
    service.pid,
  );
  return {
    what: `access check over HTTP at ${OFFERED_PER_SECOND}/s among ${workspaces.length} grants: p99`,
    measured: { value: p99Ms, unit: 'ms' },
    bar: atMost(5),
    note: `${seconds} s, p50 ${p50Ms.toFixed(2)} ms, worst ${worstMs.toFixed(1)} ms, each from when it was due`,
  };
}
