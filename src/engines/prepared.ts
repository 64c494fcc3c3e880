/** @file What one step takes of that which is prepared for all steps of a call. */
import type { Prepared } from './trainer.ts';

/** The part of step k of so many, over the same memory. */
export function preparedFor({ images, masks }: Prepared, k: number, steps: number): Prepared {
  const part = <T extends Float32Array | Uint8Array>(all: T): T => {
    const length = all.length / steps;
    return all.subarray(k * length, (k + 1) * length) as T;
  };
  return {
    ...(images && { images: part(images) }),
    masks: new Map([...masks].map(([name, drawn]) => [name, part(drawn)])),
  };
}
