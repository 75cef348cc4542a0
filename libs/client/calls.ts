import { v7 as uuid } from 'uuid';

export type CallOptions = { signal?: AbortSignal; headers?: Readonly<Record<string, string>> };

/** `idempotencyKey`: the command's id; a new one for each call when absent, the same for each time that call is sent. */
export type WriteOptions = CallOptions & { idempotencyKey?: string };

/** `minPosition`: the `position` of a write that the answer must know. */
export type ReadOptions = CallOptions & { minPosition?: string };

/** `strong`: decide from the newest events in the log, including those of other processes. */
export type CheckOptions = ReadOptions & { strong?: boolean };

/** The data of an openapi-fetch answer. Refusals were thrown before, so there always is data. */
export const dataOf = async <Data>(call: Promise<{ data?: Data }>): Promise<Data> =>
  (await call).data as Data;

export const sent = ({ signal, headers = {} }: CallOptions) => ({ headers, ...(signal && { signal }) });

export const written = ({ idempotencyKey = uuid(), headers, ...rest }: WriteOptions) =>
  sent({ ...rest, headers: { ...headers, 'Idempotency-Key': idempotencyKey } });

export const read = ({ minPosition, headers, ...rest }: ReadOptions) =>
  sent({
    ...rest,
    headers: { ...headers, ...(minPosition !== undefined && { 'Min-Position': minPosition }) },
  });

export const checked = ({ strong = false, headers, ...rest }: CheckOptions) =>
  read({ ...rest, headers: { ...headers, ...(strong && { 'X-Consistency': 'strong' }) } });
