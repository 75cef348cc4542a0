import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const HEADER = 'x-console-address';
const ADDRESS = Symbol('ADDRESS');
type Passed = FastifyRequest & { [ADDRESS]?: string };

/** The address that the console of this process passed on with a call. */
export const passedAddress = (request: FastifyRequest): string | undefined => (request as Passed)[ADDRESS];

/**
 * The console calls the API of its own process over the network, where every call would seem to come from this machine. It names the
 * browser's address in a header, with a key that only this process knows: from anybody else the header means nothing.
 * @returns the header for an address
 */
export function acceptPassedAddresses(fastify: FastifyInstance): (address: string) => Record<string, string> {
  const key = randomBytes(32).toString('base64url');
  const expected = Buffer.from(key);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const given = request.headers[HEADER];
    if (typeof given === 'string') {
      const [givenKey = '', address] = given.split(' ', 2);
      const bytes = Buffer.from(givenKey);
      if (bytes.length === expected.length && timingSafeEqual(bytes, expected) && address !== undefined)
        (request as Passed)[ADDRESS] = address;
    }
    done();
  });
  return (address) => ({ [HEADER]: `${key} ${address}` });
}
