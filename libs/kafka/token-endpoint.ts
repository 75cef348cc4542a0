import type { KafkaOAuth } from '#config';
import { asError } from '#domain';

export type AccessToken = { value: string; lifeMs: number };

const TIMEOUT_MS = 5_000;
/** For providers that do not say it, as they should. */
const UNTOLD_LIFE_MS = 60_000;

/**
 * A token by client credentials (RFC 6749, 4.4). The client shows its secret by HTTP Basic, which every provider has to take.
 * @throws Error that names the endpoint and what was wrong, without the secret
 */
export async function fetchToken(oauth: KafkaOAuth): Promise<AccessToken> {
  const { tokenUrl, scope, parameters } = oauth;
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(credentialsOf(oauth)).toString('base64')}`,
        accept: 'application/json',
      },
      body: new URLSearchParams({
        ...parameters,
        grant_type: 'client_credentials',
        ...(scope !== undefined && { scope }),
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    body = await response.json().catch(() => undefined);
  } catch (error) {
    throw new Error(`${tokenUrl} ${whyUnreachable(asError(error))}`, { cause: error });
  }
  const { access_token: value, token_type: type, expires_in: seconds } = (body ?? {}) as Answer;
  if (response.ok && isToken(value) && /^bearer$/i.test(String(type)))
    return { value, lifeMs: Number(seconds) > 0 ? Number(seconds) * 1_000 : UNTOLD_LIFE_MS };
  const refusal = response.ok ? 'without a bearer token' : whyRefused(body ?? {});
  throw new Error(`${tokenUrl} answered ${response.status} ${refusal}`.trim());
}

type Answer = Partial<
  Record<'access_token' | 'token_type' | 'expires_in' | 'error' | 'error_description', unknown>
>;

/** Form-encoded before they are joined (RFC 6749, 2.3.1): both may have a colon. */
function credentialsOf({ clientId, clientSecret }: KafkaOAuth): string {
  const encoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
  return `${encoded(clientId)}:${encoded(clientSecret)}`;
}

/** A token with a control character in it would be something else in the message to the broker. */
const isToken = (value: unknown): value is string => typeof value === 'string' && /^[!-~]+$/.test(value);

function whyUnreachable(error: Error): string {
  if (error.name === 'TimeoutError') return `did not answer within ${TIMEOUT_MS / 1_000} s`;
  const cause = asError(error.cause ?? error) as NodeJS.ErrnoException;
  return `cannot be reached (${cause.code ?? cause.message})`;
}

/** `invalid_client: the secret is wrong`, by what the provider says. */
function whyRefused({ error, error_description: description }: Answer): string {
  const said = [error, description].filter((text) => typeof text === 'string').join(': ');
  return said.replaceAll(/[^ -~]/g, '?').slice(0, 200);
}
