import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from '../service-process.js';

const POLL_MS = 50;
const PATIENCE_MS = 30_000;

/** What a process says of itself at `/metrics`, summed over all labels; 0 when it does not name it yet. */
export async function metricOf({ address }: ServiceProcess, name: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const values = text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'gm'));
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** @throws Error after half a minute */
export async function untilMetric(
  service: ServiceProcess,
  name: string,
  is: (value: number) => boolean,
): Promise<void> {
  for (
    const until = performance.now() + PATIENCE_MS;
    !is(await metricOf(service, name));
    await sleep(POLL_MS)
  )
    if (performance.now() > until)
      throw new Error(`${name} is ${await metricOf(service, name)}; the service said:\n${service.said}`);
}
