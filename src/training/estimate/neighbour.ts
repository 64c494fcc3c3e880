/** @file Entry of a process that keeps the machine as busy as a run would, until its parent kills it or is gone. */
import { selectEngine } from '../../engines/select.ts';
import { openSample } from './sample-run.ts';
import type { NeighbourOrder } from './side-by-side.ts';

process.on('disconnect', () => process.exit());

process.once('message', async ({ plan, samples, engine }: NeighbourOrder) => {
  const { most, train } = await openSample(
    plan,
    samples,
    await selectEngine(engine, plan.experiment.engine.precision),
  );
  await train(1);
  process.send?.('training');
  // Short calls, between which a parent that is gone is noticed.
  for (;;) await train(Math.min(most(), 10));
});
