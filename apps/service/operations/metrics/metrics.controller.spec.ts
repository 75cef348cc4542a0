import type { FastifyReply, FastifyRequest } from 'fastify';
import { Registry } from '@prometheus-io/client';
import { MetricsController } from './metrics.controller.js';

const TOKEN = '0123456789abcdef';
const reply = { header: () => reply } as unknown as FastifyReply;

/** The answer's status to one who asks from an address with these headers. */
async function statusOf(
  metricsToken: string | undefined,
  remoteAddress: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const config = { ...(metricsToken !== undefined && { metricsToken }) };
  const request = { socket: { remoteAddress }, headers } as unknown as FastifyRequest;
  try {
    await new MetricsController(new Registry(), config).read(request, reply);
    return 200;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('without METRICS_TOKEN', () => {
  it('only this machine reads the metrics', async () => {
    expect(await statusOf(undefined, '127.0.0.1')).toBe(200);
    expect(await statusOf(undefined, '::ffff:127.0.0.1')).toBe(200);
    expect(await statusOf(undefined, '10.0.0.1')).toBe(401);
    expect(await statusOf(undefined, '127.0.0.1', { 'x-forwarded-for': '10.0.0.1' })).toBe(401);
  });
});

describe('with METRICS_TOKEN', () => {
  it.each(['127.0.0.1', '10.0.0.1'])('%s must send it', async (address) => {
    expect(await statusOf(TOKEN, address)).toBe(401);
    expect(await statusOf(TOKEN, address, bearer(`${TOKEN}x`))).toBe(401);
    expect(await statusOf(TOKEN, address, bearer(TOKEN))).toBe(200);
  });
});
