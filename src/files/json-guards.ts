/** @file Questions to a value that JSON.parse gave, of which nothing is known yet. */

export const isText = (value: unknown): value is string => typeof value === 'string';

/** A whole number from 0 that is exact. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** An object that is neither null nor a list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One question a field of T, so that the compiler finds a field that nobody asks about. */
export type Guards<T> = { readonly [K in keyof T]-?: (value: unknown) => boolean };

/** True for an object whose fields pass all guards. */
export const passes = <T>(value: unknown, guards: Guards<T>): value is T =>
  isRecord(value) &&
  (Object.entries(guards) as [string, (value: unknown) => boolean][]).every(([name, fits]) =>
    fits(value[name]),
  );
