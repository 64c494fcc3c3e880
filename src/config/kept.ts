/** @file What a file turns off and what it does not mention are the same experiment, and have the same fingerprint: neither is there. */

/** What a field has read, for good, without what is turned off. */
export type Kept<T> = T extends readonly (infer Item)[]
  ? readonly Kept<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Kept<Exclude<T[Key], undefined>> }
    : T;

/** The value without keys that are undefined, however deep. */
export function kept<T>(value: T): Kept<T> {
  if (value === null || typeof value !== 'object') return value as Kept<T>;
  if (Array.isArray(value)) return value.map(kept) as Kept<T>;
  const there = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(there.map(([key, item]) => [key, kept<unknown>(item)])) as Kept<T>;
}
