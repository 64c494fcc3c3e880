/** @file What is found out of an engine that `auto` may take. */
import type { Availability } from '../../engines/engine.ts';
import type { EngineName } from '../../engines/engines.ts';

/** `msPerStep` is absent where it was not timed, as no other works. */
export type Tried = Availability & { readonly name: EngineName; readonly msPerStep?: number };

export interface Measured {
  /** ISO 8601. */
  readonly at: string;
  readonly tried: readonly Tried[];
}
