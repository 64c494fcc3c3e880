/** @file Where each layer of some stacks stands: what its names, its dropout and its pooling go by. */
import type { Stack, StackLayer } from './stacks.ts';

/** A layer with weights, and where it stands. */
export interface Place {
  readonly layer: StackLayer;
  /** From 1, through all stacks. */
  readonly number: number;
  /** From 0. */
  readonly stack: number;
  readonly endsStack: boolean;
  readonly isOutput: boolean;
}

/** The layers of stacks in their order. The last layer of the last stack is the output. */
export function places(stacks: readonly Stack[]): Place[] {
  const all = stacks.flatMap((layers, stack) =>
    layers.map((layer, i) => ({ layer, stack, endsStack: i === layers.length - 1 })),
  );
  return all.map((place, i) => ({ ...place, number: i + 1, isOutput: i === all.length - 1 }));
}
