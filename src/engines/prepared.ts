/** @file What one step takes of that which is prepared for all steps of a call. */
import { stepsOf } from '../data/batches/made.ts';
import type { Prepared } from './trainer.ts';

/** The part of step k of so many, over the same memory. */
export const preparedFor = ({ images, masks }: Prepared, k: number, steps: number): Prepared => ({
  ...(images && { images: stepsOf(images, steps, k, k + 1) }),
  masks: new Map([...masks].map(([name, drawn]) => [name, stepsOf(drawn, steps, k, k + 1)])),
});
