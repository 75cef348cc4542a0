import type { ServiceProcess } from '../service-process.js';
import { random } from '../workload/random.js';
import { post } from './load.js';

export const EVALUATION = '/access/v1/evaluation';

/** Checks of workspaces at random, whether an engineer may enter and whether one may go on in turns. */
export function checksOf(
  workspaces: readonly string[],
  token: string,
  count: number,
  seed: number,
): string[] {
  const pick = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const body = question(workspaces[pick(workspaces.length)]!, i % 2 === 0 ? 'login' : 'access');
    return post(EVALUATION, token, 'application/json', body);
  });
}

const question = (workspaceId: string, action: string): string =>
  JSON.stringify({
    subject: { type: 'engineer', id: 'engineer-7' },
    action: { name: action },
    resource: { type: 'workspace', id: workspaceId },
  });

/** What the service answers: its body and those headers that Fastify would not set by itself. */
export async function sampleAnswer(
  { address }: ServiceProcess,
  token: string,
  workspaceId: string,
): Promise<{ body: string; headers: Record<string, string> }> {
  const answer = await fetch(address + EVALUATION, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: question(workspaceId, 'login'),
  });
  const body = await answer.text();
  if (!body.includes('"decision":true')) throw new Error(`${answer.status}: ${body}`);
  return { body, headers: Object.fromEntries([...answer.headers].filter(([name]) => !OWN.has(name))) };
}

/** What Node.js and Fastify set on every answer. */
const OWN = new Set(['connection', 'content-length', 'content-type', 'date', 'keep-alive']);
