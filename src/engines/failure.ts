/** @file What went wrong in an engine's library, in plain words: known by patterns of what it says, which is long and means little to its users. */
import type { Failure } from './engine.ts';

/** A row of a library's table. What stands between the pattern's brackets may be part of the words. */
export interface Known {
  readonly pattern: RegExp;
  readonly kind: Failure['kind'];
  problem(...found: string[]): string;
  readonly remedy: string;
  bytes?(...found: string[]): number;
}

/** The first row that knows these words: an error's message, or what a library wrote on stderr. */
export function failureIn(words: string, table: readonly Known[]): Failure | undefined {
  for (const { pattern, kind, problem, remedy, bytes } of table) {
    const found = pattern.exec(words);
    if (!found) continue;
    const groups = found.slice(1).map((group) => group ?? '');
    return { kind, problem: problem(...groups), remedy, ...(bytes && { bytes: bytes(...groups) }) };
  }
  return undefined;
}

/** The first line of an error that nobody knows: what follows is where in the library it came about. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n')[0]!;
