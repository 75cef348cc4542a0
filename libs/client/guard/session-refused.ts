type Answer = { status: number; detail: string; headers: Readonly<Record<string, string>> };

const BEARER = { 'WWW-Authenticate': 'Bearer' };
const INVALID = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };

const REFUSALS = {
  NO_SUPPORT_SESSION: {
    status: 401,
    detail: 'the request has no token of a support session',
    headers: BEARER,
  },
  INVALID_TOKEN: {
    status: 401,
    detail: 'the token is none that support access has signed',
    headers: INVALID,
  },
  SESSION_EXPIRED: { status: 401, detail: 'the time of the support session is over', headers: INVALID },
  SESSION_ENDED: { status: 401, detail: 'the support session or its grant has ended', headers: INVALID },
  OTHER_WORKSPACE: { status: 403, detail: 'the support session is of another workspace', headers: {} },
  UNAVAILABLE: {
    status: 503,
    detail: 'support access does not say whether the session lives',
    headers: { 'Retry-After': '1' },
  },
} satisfies Record<string, Answer>;

export type RefusalCode = keyof typeof REFUSALS;

/** Why a request is not let in. Express, Fastify and Nest read the status and the headers off it. */
export class SupportSessionRefused extends Error {
  /** Who is refused may read the message. */
  readonly expose = true;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  /** @param cause what went wrong between here and the service */
  constructor(
    /** For programs; it does not change. */
    readonly code: RefusalCode,
    cause?: unknown,
  ) {
    const { status, detail, headers } = REFUSALS[code];
    super(`${code}: ${detail}`, { cause });
    this.name = 'SupportSessionRefused';
    this.status = status;
    this.headers = headers;
  }

  /** The same, for those who look for it by this name. */
  get statusCode(): number {
    return this.status;
  }
}
