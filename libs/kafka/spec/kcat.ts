import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Kafka client by other people, on librdkafka: what we send and read it must read and send. */

export type KcatMessage = {
  partition: number;
  offset: number;
  key: string | null;
  payload: string | null;
  headers: Record<string, string | null>;
};

const LIMIT_MS = 30_000;

function kcat(args: string[], input?: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('kcat', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) return resolve(Buffer.concat(out));
      reject(
        new Error(
          `kcat ${args.join(' ')} ended with ${code ?? 'a timeout'}: ${Buffer.concat(complaints).toString()}; it had read ${Buffer.concat(out).toString().slice(0, 2_000)}`,
        ),
      );
    });
    child.stdin.end(input);
  });
}

/** @param headers `name=value` or, for one without a value, `name` */
export type KcatProduce = {
  key?: string;
  headers?: readonly string[];
  compression?: 'gzip' | 'snappy' | 'lz4' | 'zstd';
  partition?: number;
};

function producing(brokers: string, topic: string, options: KcatProduce): string[] {
  const args = ['-P', '-b', brokers, '-t', topic, '-X', 'message.max.bytes=100000000'];
  if (options.key !== undefined) args.push('-k', options.key);
  for (const header of options.headers ?? []) args.push('-H', header);
  if (options.compression) args.push('-z', options.compression);
  if (options.partition !== undefined) args.push('-p', `${options.partition}`);
  return args;
}

/** Each value becomes one message, byte for byte. */
export async function kcatProduce(
  brokers: string,
  topic: string,
  values: readonly (Buffer | string)[],
  options: KcatProduce = {},
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'support-access-kcat-'));
  try {
    const files = values.map((_, index) => join(dir, `${index}`));
    await Promise.all(values.map((value, index) => writeFile(files[index] as string, value)));
    await kcat([...producing(brokers, topic, options), ...files]);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** A key without anything: `null` makes it a tombstone, `''` an empty message. */
export async function kcatProduceNothing(
  brokers: string,
  topic: string,
  value: null | '',
  { key, ...options }: KcatProduce & { key: string },
): Promise<void> {
  const args = [...producing(brokers, topic, options), '-K', ':', ...(value === null ? ['-Z'] : [])];
  await kcat(args, `${key}:\n`);
}

/** The first so many messages of a topic, waiting for them. */
export async function kcatRead(brokers: string, topic: string, count: number): Promise<KcatMessage[]> {
  const args = ['-C', '-b', brokers, '-t', topic, '-o', 'beginning', '-c', `${count}`, '-J', '-q'];
  return parse(await kcat(args));
}

/** All that a topic holds now. */
export async function kcatReadAll(brokers: string, topic: string): Promise<KcatMessage[]> {
  return parse(await kcat(['-C', '-b', brokers, '-t', topic, '-o', 'beginning', '-e', '-J', '-q']));
}

/** The bytes of the only message of a topic. */
export const kcatReadBytes = (brokers: string, topic: string): Promise<Buffer> =>
  kcat(['-C', '-b', brokers, '-t', topic, '-o', 'beginning', '-c', '1', '-f', '%s', '-q']);

type KcatJson = Omit<KcatMessage, 'headers'> & { headers?: (string | null)[] };

function parse(output: Buffer): KcatMessage[] {
  const lines = output.toString().split('\n').filter(Boolean);
  return lines.map((line) => {
    const { partition, offset, key, payload, headers = [] } = JSON.parse(line) as KcatJson;
    const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]]] : []));
    return { partition, offset, key, payload, headers: Object.fromEntries(pairs) as KcatMessage['headers'] };
  });
}
