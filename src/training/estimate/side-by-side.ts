/** @file Runs beside the one that is timed: on most machines a run takes longer in company, for the cores share memory and power. */
import { fork } from 'node:child_process';
import type { RunPlan } from '../../config/experiment.ts';
import type { EngineName } from '../../engines/engines.ts';
import type { Samples } from './samples.ts';

const NEIGHBOUR = new URL('./neighbour.js', import.meta.url);

export interface NeighbourOrder {
  readonly plan: RunPlan;
  readonly samples: Samples;
  readonly engine: EngineName;
}

/** Does `work` while so many more processes train as `order` says; one that can't be had is done without. */
export async function besideOthers<T>(
  count: number,
  order: NeighbourOrder,
  work: () => Promise<T>,
): Promise<T> {
  const neighbours = Array.from({ length: count }, () =>
    fork(NEIGHBOUR, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
  );
  const stop = () => neighbours.map((neighbour) => neighbour.kill('SIGKILL'));
  process.once('exit', stop);
  try {
    await Promise.all(
      neighbours.map(
        (neighbour) =>
          new Promise<void>((resolve) => {
            // Its only message says that it trains now.
            neighbour.once('message', () => resolve());
            neighbour.once('error', () => resolve());
            neighbour.once('close', () => resolve());
            neighbour.send(order, () => {});
          }),
      ),
    );
    return await work();
  } finally {
    process.off('exit', stop);
    stop();
  }
}
