/** @file Entry of the thread that prepares steps while the engine, whose calls block theirs, computes. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Preparation, prepare } from './prepare.ts';

/** What it is asked for; it answers in order, each with a `Prepared`. */
export interface Order {
  readonly first: number;
  readonly steps: number;
}

parentPort!.on('message', ({ first, steps }: Order) => {
  const prepared = prepare(workerData as Preparation, first, steps);
  const buffers = [...prepared.masks.values(), ...(prepared.images ? [prepared.images] : [])].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
  parentPort!.postMessage(prepared, buffers);
});
