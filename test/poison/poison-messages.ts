import type { ProducedRecord } from '../support/kafka-client.js';

/** One way of not being a command: what is sent, and the fields that the refusal must name. */
export type PoisonKind = {
  kind: string;
  /** The n-th of its kind. */
  make(n: number): ProducedRecord;
  /** What its errors name, as a set; `` is the message itself. */
  fields: readonly string[];
};

type Json = Record<string, unknown>;

const STRUCTURED = { 'content-type': 'application/cloudevents+json' };

export const grantData = (n: number): Json => ({ workspaceId: `p-${n}`, actor: { id: 'olivia' } });

export const event = (n: number, changes: Json = {}, data: unknown = grantData(n)): Json => ({
  specversion: '1.0',
  id: `poison-${n}`,
  source: 'urn:test:poison',
  type: 'GrantSupportAccess',
  data,
  ...changes,
});

const structured = (n: number, value: string | Buffer | null): ProducedRecord => ({
  key: `p-${n}`,
  value,
  headers: STRUCTURED,
});

/** A structured message that is JSON. */
export const json = (kind: string, fields: readonly string[], make: (n: number) => unknown): PoisonKind => ({
  kind,
  fields,
  make: (n) => structured(n, JSON.stringify(make(n))),
});

/** A structured message of any bytes. */
export const bytes = (
  kind: string,
  fields: readonly string[],
  make: (n: number) => string | Buffer | null,
): PoisonKind => ({ kind, fields, make: (n) => structured(n, make(n)) });

export const binary = (
  kind: string,
  fields: readonly string[],
  headers: (n: number) => NonNullable<ProducedRecord['headers']>,
  value: (n: number) => string | Buffer = (n) => JSON.stringify(grantData(n)),
): PoisonKind => ({
  kind,
  fields,
  make: (n) => ({ key: `p-${n}`, value: value(n), headers: headers(n) }),
});

export const attributes = (n: number): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: `poison-${n}`,
  ce_source: 'urn:test:poison',
  ce_type: 'GrantSupportAccess',
});

export const without = <T extends object>(object: T, name: keyof T): Omit<T, typeof name> => {
  const { [name]: _, ...rest } = object;
  return rest;
};

export const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

export const grant = (n: number, changes: Json): Json => event(n, {}, { ...grantData(n), ...changes });

export const update = (n: number, changes: Json): Json =>
  event(
    n,
    { type: 'UpdateWorkspace' },
    {
      workspaceId: `p-${n}`,
      tier: 'team',
      forcedSso: false,
      ownerIds: ['olivia'],
      ...changes,
    },
  );

/** The message that JSON.stringify would not write: with a part of its text replaced. */
export const text = (n: number, from: string, to: string, changes: Json = {}): string =>
  JSON.stringify(grant(n, changes)).replace(from, to);
