/** @file Entry of a process that keeps the machine as busy as a run would, until its parent kills it or is gone. */

import { openSample } from './sample-run.ts';
import type { NeighbourOrder } from './side-by-side.ts';

process.on('disconnect', () => process.exit());

process.once('message', async ({ plan, samples }: NeighbourOrder) => {
  const { most, train } = await openSample(plan, samples);
  await train(1);
  process.send?.('training');
  // Short calls, between which a parent that is gone is noticed.
  for (;;) await train(Math.min(most(), 10));
});
