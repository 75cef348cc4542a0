import type { Metadata } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { callError } from './call-error.js';

export type Refusal = ReturnType<typeof callError>;

/** What a call must pass before it is served. */
export type Gate = {
  /** Asked when it arrives. */
  admit(headers: Metadata): Refusal | undefined;
  /** The part of it that a call of many appends is asked once, when it begins: who makes it. */
  authenticate(headers: Metadata): Refusal | undefined;
  /** The part that it is asked for each of them: whether another node leads. */
  redirect(headers: Metadata): Refusal | undefined;
  /** Whether who makes it may write. */
  mayWrite(headers: Metadata): boolean;
};

/** Users by name; a name without `writes` may only read. */
export type Users = Readonly<Record<string, { password: string; writes: boolean }>>;

/** The endpoint of whoever leads, where it is not this one; `nobody` while they vote. */
export type Elsewhere = () => { host: string; port: number } | 'nobody' | undefined;

const REFUSALS = {
  // In the words and by the status of the server's own source (RpcExceptions, AuthenticationMiddleware).
  unauthenticated: () => callError(status.UNAUTHENTICATED, '', {}, 'Unauthenticated'),
  denied: () => callError(status.PERMISSION_DENIED, 'access-denied', {}, 'Access Denied'),
};

export function gateOf(users: Users | undefined, elsewhere: Elsewhere): Gate {
  const gate: Gate = {
    admit: (headers) => gate.authenticate(headers) ?? gate.redirect(headers),
    authenticate(headers) {
      if (users === undefined) return undefined;
      const basic = String(headers.get('authorization')[0] ?? '');
      if (basic === '') return REFUSALS.denied();
      const { user, password } = credentials(basic);
      return users[user]?.password === password ? undefined : REFUSALS.unauthenticated();
    },
    redirect(headers) {
      const leader = headers.get('requires-leader')[0] === 'true' ? elsewhere() : undefined;
      if (leader === 'nobody') return callError(status.UNAVAILABLE, '', {}, 'Server Is Not Ready');
      return leader && notLeader(leader);
    },
    mayWrite: (headers) =>
      users?.[credentials(String(headers.get('authorization')[0] ?? '')).user]?.writes ?? users === undefined,
  };
  return gate;
}

function credentials(authorization: string): { user: string; password: string | undefined } {
  const [user = '', password] = Buffer.from(authorization.replace('Basic ', ''), 'base64')
    .toString()
    .split(':');
  return { user, password };
}

const notLeader = ({ host, port }: { host: string; port: number }): Refusal =>
  callError(
    status.NOT_FOUND,
    'not-leader',
    { 'leader-endpoint-host': host, 'leader-endpoint-port': `${port}` },
    'Leader info available',
  );

export const accessDenied = REFUSALS.denied;
