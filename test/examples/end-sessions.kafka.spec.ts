import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { EXAMPLES_PYTHON } from '../engines/example-languages.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { eventually } from '../support/eventually.js';
import { topicPrefix } from '../support/kafka-client.js';
import { ExampleProgram } from './example-program.js';

const EXAMPLE = resolve('examples/end-sessions');

let directory: Directory;
let service: ServiceProcess | undefined;
let consumer: ExampleProgram | undefined;
let product: Server;
/** What the product was asked to end. */
let ended: string[] = [];
/** The product's answers; 204 when there is none left. */
let answers: number[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory();
  ended = [];
  answers = [];
  product = createServer(({ method, url }, response) => {
    ended.push(`${method} ${url}`);
    response.writeHead(answers.shift() ?? 204).end();
  });
  await once(product.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  await consumer?.stop('SIGKILL');
  await service?.stop('SIGKILL');
  product.closeAllConnections();
  product.close();
  await directory.remove();
});

/** A session ends while the consumer runs, another while it does not, and a third is answered by an error at first. */
async function expectEverySessionToEnd(command: string, args: readonly string[]): Promise<void> {
  const prefix = topicPrefix('example');
  const kafka = {
    KAFKA_BROKERS: await sharedKafkaBrokers(),
    KAFKA_TOPIC_PREFIX: prefix,
  };
  const running = (service = await ServiceProcess.start({ ...embedded(directory.path), ...kafka }));
  const run = () => {
    const PRODUCT_URL = `http://127.0.0.1:${(product.address() as AddressInfo).port}`;
    return (consumer = ExampleProgram.start(EXAMPLE, command, args, {
      ...kafka,
      KAFKA_GROUP_ID: `${prefix}product`,
      PRODUCT_URL,
    }));
  };
  const logIn = async () => (await running.as('engineer').logIn('acme')).sessionId;
  const isTold = (sessionId: string) =>
    eventually(`${sessionId} is ended`, () => ended.includes(`DELETE /sessions/${sessionId}`), {
      instead: () => `${ended.join(', ')}; ${consumer?.told}`,
      timeoutMs: 60_000,
    });
  await eventually('ready', () => running.isReady());
  await running
    .as('service')
    .updateWorkspace('acme', { tier: 'team', forcedSso: false, ownerIds: ['olivia'] });

  let program = run();
  await running.as('owner').grant('acme');
  const first = await logIn();
  await running.as('owner').revoke('acme');
  await isTold(first);
  await program.line(new RegExp(`^(ended ${first}) \\([\\w-]+\\)$`, 'm'));
  await program.stop('SIGINT');

  await running.as('owner').grant('acme');
  const second = await logIn();
  await running.as('engineer').sessions.end('acme', second);
  // The product is away for the first time that it is asked.
  answers = [503];
  program = run();
  await eventually('it was refused', () => ended.length === 2);
  // It tries again by itself, or ends and is started again, as whatever runs it does.
  await eventually('it was answered', async () => {
    if (!program.isRunning) program = run();
    return ended.length === 3;
  });
  await isTold(second);
  expect(ended.slice(1)).toEqual(Array(2).fill(`DELETE /sessions/${second}`));
}

describeWith(['kafka'], 'the consumer in TypeScript', () => {
  it('ends the sessions that are over, each at least once', () =>
    expectEverySessionToEnd(process.execPath, ['consumer.ts']));
});

describeWith(['kafka', 'examples-python'], 'the consumer in Python', () => {
  it('ends the sessions that are over, each at least once', () =>
    expectEverySessionToEnd(EXAMPLES_PYTHON, ['consumer.py']));
});

describeWith(['kafka', 'examples-go'], 'the consumer in Go', () => {
  it('ends the sessions that are over, each at least once', async () => {
    const program = join(directory.path, 'end-sessions');
    execFileSync('go', ['-C', join(EXAMPLE, 'go'), 'build', '-o', program, '.']);
    await expectEverySessionToEnd(program, []);
  });
});
