/** @file Entry of a process that keeps the machine as busy as a run would, until its parent kills it or is gone. */
import type { CompanionOrder } from './company.ts';
import { openSample } from './estimate.ts';

process.on('disconnect', () => process.exit());

process.once('message', async ({ plan, samples }: CompanionOrder) => {
  const { most, train } = await openSample(plan, samples);
  await train(1);
  process.send?.('training');
  // Short calls, between which a parent that is gone is noticed.
  for (;;) await train(Math.min(most(), 10));
});
