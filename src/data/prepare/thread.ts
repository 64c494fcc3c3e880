/** @file Entry of a thread that prepares pictures; it answers in order. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { type Batch, type Form, openPreparer } from './picture-batch.ts';

/** A batch to be prepared, or the name of sums that are wanted. */
export type Order = Batch | { readonly sumsOf: string };

const preparer = openPreparer(workerData as Form);
for await (const [order] of on(parentPort!, 'message') as AsyncIterable<[Order]>) {
  if ('sumsOf' in order) {
    const sums = preparer.takeSums(order.sumsOf);
    parentPort!.postMessage(sums, sums ? [sums.buffer] : []);
  } else {
    const prepared = await preparer.prepare(order);
    parentPort!.postMessage(prepared, [prepared.records.buffer]);
  }
}
