import type {
  Instant,
  SupportAccessEvent,
  SupportAccessEventType,
  SupportAccessExtended,
  SupportAccessGranted,
  SupportAccessRequested,
} from '#domain';
import { latestEndOf, toEpochMs, toInstant } from '#domain';
import type { Accepted } from './workspace-commands.js';
import { namesOf } from './workspace-commands.js';

type Result = Accepted['result'];
type Answered = { commandId: string; repeated?: true; position: string };

/** The answer to a grant. What extensions make of it later is read with the current access. */
export type GrantAnswer = SupportAccessGranted & Answered & { extensions: number; latestExpiresAt: Instant };

/** The answer to an extension. */
export type ExtensionAnswer = SupportAccessExtended & Answered;

/** The answer to a request, without its origin, which is only for the audit trail. */
export type RequestAnswer = WithoutOrigin<SupportAccessRequested> & Answered;

type WithoutOrigin<T> = Omit<T, 'ipAddress' | 'userAgent'>;

export function grantAnswer(result: Result, events: readonly SupportAccessEvent[]): GrantAnswer {
  const granted = dataOf('SupportAccessGranted', result, events);
  const latestExpiresAt = toInstant(latestEndOf(toEpochMs(granted.grantedAt)));
  return { ...namesOf(result), ...granted, extensions: 0, latestExpiresAt, position: result.position };
}

export const extensionAnswer = (result: Result, events: readonly SupportAccessEvent[]): ExtensionAnswer => ({
  ...namesOf(result),
  ...dataOf('SupportAccessExtended', result, events),
  position: result.position,
});

export const requestAnswer = (result: Result, events: readonly SupportAccessEvent[]): RequestAnswer => ({
  ...namesOf(result),
  ...withoutOrigin(dataOf('SupportAccessRequested', result, events)),
  position: result.position,
});

export function withoutOrigin<T extends { ipAddress?: string; userAgent?: string }>(
  data: T,
): WithoutOrigin<T> {
  const { ipAddress: _ip, userAgent: _agent, ...rest } = data;
  return rest;
}

type DataByType = { [Event in SupportAccessEvent as Event['type']]: Event['data'] };

/** The data of the command's own event, among those of what it found over and what follows from it. */
function dataOf<Type extends SupportAccessEventType>(
  type: Type,
  { commandId }: Result,
  events: readonly SupportAccessEvent[],
): DataByType[Type] {
  const own = events.find((event) => event.type === type);
  if (own === undefined) throw new Error(`command ${commandId} was accepted and recorded no ${type}`);
  return own.data as DataByType[Type];
}
