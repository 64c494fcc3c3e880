/** @file The state of training as tensors. */
import { size } from '../../../graph/expr.ts';
import type { State } from '../../trainer.ts';
import { floats, type ort } from '../session.ts';

export type Tensors = ReadonlyMap<string, ort.Tensor>;
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** Tensors with the given values; what is not given, such as velocities at a fresh start, is zero. */
export const fresh = (shapes: Shapes, given?: State): Tensors =>
  new Map(
    [...shapes].map(([name, shape]) => [
      name,
      floats(given?.get(name)?.data.slice() ?? new Float32Array(size(shape)), shape),
    ]),
  );

/** Tensors that others follow. Those that are replaced are freed at once: nobody collects the memory of a device. */
export interface Held {
  tensors(): Tensors;
  replace(by: Tensors): void;
  free(): void;
}

export function hold(first: Tensors): Held {
  let tensors = first;
  const free = (): void => {
    for (const tensor of tensors.values()) tensor.dispose();
  };
  return {
    tensors: () => tensors,
    replace(by) {
      free();
      tensors = by;
    },
    free,
  };
}
