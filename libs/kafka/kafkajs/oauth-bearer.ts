import kafkajs from 'kafkajs';
import type { Mechanism } from 'kafkajs';
import type { KafkaOAuth } from '#config';
import { asError } from '#domain';
import type { AccessTokens } from '../access-tokens.js';
import { pause } from '../back-off.js';

type Waiting = {
  /** Whether to wait for a token; otherwise the attempt fails. */
  isPatient: boolean;
  givenUp: AbortSignal | undefined;
};

/** How often a connection that waits for a token asks whether there is one. */
const ASK_AGAIN_MS = 500;

/**
 * SASL/OAUTHBEARER (RFC 7628). kafkajs has it, but passes over the answer by which a broker refuses a token, and would go on as if it were let
 * in. A patient client waits for its token in the middle of the handshake: a connection that is open already, and shows a new token,
 * could not begin a second handshake after one that broke off.
 */
export function oauthBearer(
  { mechanism, extensions }: KafkaOAuth,
  tokens: AccessTokens,
  waiting: Waiting,
): Mechanism {
  return {
    mechanism,
    authenticationProvider: ({ saslAuthenticate }) => ({
      authenticate: async () => {
        const token = await tokenFrom(tokens, waiting);
        const message = Buffer.from(initialResponse(token, extensions));
        const refusal = await saslAuthenticate({
          request: { encode: () => Buffer.concat([lengthOf(message), message]) },
          response: { decode: (sized) => sized.subarray(4), parse: (words) => words.toString() },
        });
        if (!refusal) return;
        tokens.discard(token);
        const why = `SASL OAUTHBEARER authentication failed: the brokers refuse the access token: ${refusal}`;
        // Its types have no message.
        throw Reflect.construct(kafkajs.KafkaJSSASLAuthenticationError, [why]) as Error;
      },
    }),
  };
}

async function tokenFrom(tokens: AccessTokens, { isPatient, givenUp }: Waiting): Promise<string> {
  for (;;) {
    try {
      return await tokens.take();
    } catch (error) {
      // As when a broker is away: the client connects again, or asks the next broker.
      if (!isPatient || givenUp?.aborted) throw new kafkajs.KafkaJSConnectionError(asError(error));
      await pause(ASK_AGAIN_MS, givenUp);
    }
  }
}

/** No name of its own, and pairs of key and value between control characters. */
const initialResponse = (token: string, extensions: Readonly<Record<string, string>>): string =>
  [
    'n,,',
    `auth=Bearer ${token}`,
    ...Object.entries(extensions).map(([name, value]) => `${name}=${value}`),
    '',
    '',
  ].join('\u0001');

function lengthOf(message: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(message.length);
  return length;
}
