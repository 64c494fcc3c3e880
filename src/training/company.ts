/** @file Runs beside the one that is timed: on most machines a run takes longer in company, for the cores share memory and power. */
import { fork } from 'node:child_process';
import type { RunPlan } from '../config/experiment.ts';
import type { Samples } from './estimate.ts';

const COMPANION = new URL('./companion.js', import.meta.url);

export interface CompanionOrder {
  readonly plan: RunPlan;
  readonly samples: Samples;
}

/** Does `work` while so many more processes train as `order` says; one that can't be had is done without. */
export async function inCompany<T>(count: number, order: CompanionOrder, work: () => Promise<T>): Promise<T> {
  const companions = Array.from({ length: count }, () =>
    fork(COMPANION, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
  );
  const stop = () => companions.map((companion) => companion.kill('SIGKILL'));
  process.once('exit', stop);
  try {
    await Promise.all(
      companions.map(
        (companion) =>
          new Promise<void>((resolve) => {
            // Its only message says that it trains now.
            companion.once('message', () => resolve());
            companion.once('error', () => resolve());
            companion.once('close', () => resolve());
            companion.send(order, () => {});
          }),
      ),
    );
    return await work();
  } finally {
    process.off('exit', stop);
    stop();
  }
}
