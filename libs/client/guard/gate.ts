import { SupportSessionRefused } from './session-refused.js';
import type { SupportSession } from './session-token.js';
import { isSessionToken } from './session-token.js';
import type { SupportSessionGuard } from './support-session-guard.js';

/** What the guard reads of a request, of whichever framework, and what it leaves on it. */
export type GuardedRequest = {
  headers: { authorization?: string | undefined; cookie?: string | undefined };
  /** There once the guard has let a support session in, and only then. */
  supportSession?: SupportSession;
};

export type Gate<Request> = {
  /**
   * The workspace that a request is about. It must be the session's: a request about none is refused. `from-session` where the
   * product takes the workspace from `supportSession` itself.
   */
  workspaceOf: ((request: Request) => string | undefined) | 'from-session';
  /** Where the session's token is; a bearer token that says it is one unless said otherwise. */
  tokenOf?: (request: Request) => string | undefined;
  /** Lets requests without a token of a support session on, for the product's own sign-in to decide. */
  optional?: boolean;
};

/** @throws SupportSessionRefused */
async function admit<Request extends GuardedRequest>(
  guard: SupportSessionGuard,
  request: Request,
  { workspaceOf, tokenOf = bearerToken, optional = false }: Gate<Request>,
): Promise<void> {
  delete request.supportSession;
  const token = tokenOf(request);
  if (token === undefined && optional) return;
  if (token === undefined) throw new SupportSessionRefused('NO_SUPPORT_SESSION');
  const session = await guard.check(token);
  if (workspaceOf !== 'from-session' && workspaceOf(request) !== session.workspace)
    throw new SupportSessionRefused('OTHER_WORKSPACE');
  request.supportSession = session;
}

/** A bearer token, if it says that it is of a support session: a product's users may have bearer tokens of their own. */
export function bearerToken({ headers }: GuardedRequest): string | undefined {
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return token !== undefined && isSessionToken(token) ? token : undefined;
}

/** Reads the token from a cookie. */
export const cookieToken =
  (name: string) =>
  ({ headers }: GuardedRequest): string | undefined =>
    (headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1);

/** Middleware for Express: `app.use(path, expressGuard(guard, gate))`. A refusal goes to the error handlers. */
export const expressGuard =
  <Request extends GuardedRequest>(guard: SupportSessionGuard, gate: Gate<Request>) =>
  async (request: Request, _response: unknown, next: (error?: unknown) => void): Promise<void> => {
    try {
      await admit(guard, request, gate);
    } catch (error) {
      return next(error);
    }
    next();
  };

/** A hook for Fastify: `app.addHook('onRequest', fastifyGuard(guard, gate))`, or of one route. */
export const fastifyGuard =
  <Request extends GuardedRequest>(guard: SupportSessionGuard, gate: Gate<Request>) =>
  async (request: Request): Promise<void> =>
    admit(guard, request, gate);

/** A guard for Nest, on Express or Fastify: `@UseGuards(nestGuard(guard, gate))`, or `useGlobalGuards`. */
export const nestGuard = <Request extends GuardedRequest>(
  guard: SupportSessionGuard,
  gate: Gate<Request>,
) => ({
  async canActivate(context: { switchToHttp(): HttpContext<Request> }): Promise<true> {
    const http = context.switchToHttp();
    try {
      await admit(guard, http.getRequest(), gate);
    } catch (error) {
      // Its filter takes the status of an error, and not the headers.
      if (error instanceof SupportSessionRefused)
        for (const [name, value] of Object.entries(error.headers)) http.getResponse().header(name, value);
      throw error;
    }
    return true;
  },
});

type HttpContext<Request> = {
  getRequest(): Request;
  /** What Express and Fastify have in common. */
  getResponse(): { header(name: string, value: string): unknown };
};
