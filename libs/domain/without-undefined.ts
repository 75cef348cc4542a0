/** The same fields, each of which may be absent and none of which is undefined. */
export type WithoutUndefined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Removes undefined fields: stored data has no keys without a value. */
export function withoutUndefined<T extends object>(fields: T): WithoutUndefined<T> {
  const kept: Partial<T> = {};
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as WithoutUndefined<T>;
}
