import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { SpanQueue } from './span-queue.js';

/** As `ExportResult`, whose enum is of a package that is not ours to depend on. */
type Done = (result: { code: number; error?: Error }) => void;

const span = (traceFlags = 1) => ({ spanContext: () => ({ traceFlags }) }) as ReadableSpan;

function scene(limits = { queued: 5, inRequest: 2, delayMs: 60_000 }) {
  const requests: { spans: ReadableSpan[]; done: Done }[] = [];
  const told = { exported: 0, dropped: 0, reasons: [] as (string | undefined)[] };
  const exporter: SpanExporter = {
    export: (spans, done) => void requests.push({ spans, done }),
    shutdown: () => Promise.resolve(),
  };
  const queue = new SpanQueue(
    exporter,
    {
      exported: (count) => void (told.exported += count),
      dropped: (count, error) => {
        told.dropped += count;
        told.reasons.push(error?.message);
      },
    },
    limits,
  );
  return { queue, requests, told };
}

const end = (queue: SpanQueue, count: number): void => {
  for (let i = 0; i < count; i++) queue.onEnd(span());
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('sends when a request is full, one request at a time', async () => {
  const { queue, requests, told } = scene();
  end(queue, 1);
  expect(requests).toHaveLength(0);
  end(queue, 3);
  expect(requests.map(({ spans }) => spans.length)).toEqual([2]);
  requests[0]!.done({ code: 0 });
  await turn();
  expect(requests.map(({ spans }) => spans.length)).toEqual([2, 2]);
  requests[1]!.done({ code: 0 });
  await turn();
  expect(told).toMatchObject({ exported: 4, dropped: 0 });
});

it('keeps no more than its bound while the receiver is away, and counts what it drops', () => {
  const { queue, told } = scene();
  end(queue, 100);
  // Two are on their way, five wait.
  expect(told).toEqual({ exported: 0, dropped: 93, reasons: Array(93).fill(undefined) });
});

it('drops what a request did not bring, and goes on with the next', async () => {
  const { queue, requests, told } = scene();
  end(queue, 4);
  requests[0]!.done({ code: 1, error: new Error('no') });
  await turn();
  requests[1]!.done({ code: 0 });
  await turn();
  expect(told).toEqual({ exported: 2, dropped: 2, reasons: ['no'] });
});

it('takes none that is not sampled', () => {
  const { queue, requests } = scene();
  for (let i = 0; i < 10; i++) queue.onEnd(span(0));
  expect(requests).toEqual([]);
});

it('sends after a while what fills no request', async () => {
  const { queue, requests } = scene({ queued: 5, inRequest: 2, delayMs: 1 });
  end(queue, 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(requests.map(({ spans }) => spans.length)).toEqual([1]);
});

it('closes in time though the receiver does not answer, and counts what is left', async () => {
  const { queue, told } = scene();
  end(queue, 4);
  await queue.close(10);
  end(queue, 1);
  expect(told).toMatchObject({ exported: 0, dropped: 3, reasons: ['not received within 10 ms', undefined] });
});
