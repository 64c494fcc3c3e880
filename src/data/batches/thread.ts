/** @file Entry of a thread that makes what steps take while the engine, whose calls block theirs, computes. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { type Maker, openMakers } from './maker.ts';

/** What it is asked for; it answers in order, each with what was made. */
export interface Order {
  readonly first: number;
  readonly steps: number;
}

const make = await openMakers(workerData as readonly Maker[]);
for await (const [{ first, steps }] of on(parentPort!, 'message') as AsyncIterable<[Order]>) {
  const made = await make(first, steps);
  parentPort!.postMessage(
    made,
    [...made.values()].map(({ buffer }) => buffer as ArrayBuffer),
  );
}
