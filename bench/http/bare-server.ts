// The raw baseline of an HTTP call: Fastify with one route, in a process of its own, that reads the same JSON and answers
// with an object of the same bytes: node bare-server.js <path> <the answer as JSON> <headers besides its own, as JSON>.
import { fastify } from 'fastify';

const [path = '/', json = '{}', headersJson = '{}'] = process.argv.slice(2);
const answer = JSON.parse(json) as unknown;
const headers = JSON.parse(headersJson) as Record<string, string>;
const server = fastify();
server.post(path, async (_request, reply) => {
  void reply.headers(headers);
  return answer;
});
process.send?.(await server.listen({ port: 0, host: '127.0.0.1' }));
process.on('disconnect', () => process.exit(0));
