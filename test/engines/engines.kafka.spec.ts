import { connect } from 'node:net';
import { describeWith } from './engines.js';
import { sharedKafkaBrokers } from './shared-kafka.js';

const answers = (brokers: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host, port] = brokers.split(':');
    const socket = connect(Number(port), host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

describeWith(['kafka'], 'the shared broker', () => {
  it('is one for all who ask, also at once', async () => {
    const [first, second] = await Promise.all([sharedKafkaBrokers(), sharedKafkaBrokers()]);
    expect(first).toBe(second);
    expect(await answers(first)).toBe(true);
  }, 600_000);
});
