import { Metadata, status } from '@grpc/grpc-js';

/** How a server ends a call: a gRPC status, and EventStoreDB's own word for it in a trailer. */
export function callError(
  code: number,
  exception: string,
  facts: Readonly<Record<string, string>> = {},
  details = exception || 'the connection was dropped',
): Error & { code: number; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  if (exception !== '') metadata.set('exception', exception);
  for (const [name, value] of Object.entries(facts)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const DROPPED = (): ReturnType<typeof callError> => callError(status.UNAVAILABLE, '');
