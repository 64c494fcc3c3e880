/** @file What one step takes of that which is prepared for all steps of a call. */
import { stepsOf } from '../data/batches/made.ts';
import type { Prepared } from './trainer.ts';

/** The part of step k of so many, over the same memory. */
export function preparedFor({ images, crops, masks }: Prepared, k: number, steps: number): Prepared {
  const one = <T extends Parameters<typeof stepsOf>[0]>(all: T): T => stepsOf(all, steps, k, k + 1);
  return {
    ...(images && { images: one(images) }),
    ...(crops && { crops: { top: one(crops.top), left: one(crops.left), flip: one(crops.flip) } }),
    masks: new Map([...masks].map(([name, drawn]) => [name, one(drawn)])),
  };
}
