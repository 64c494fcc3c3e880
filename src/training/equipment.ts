/** @file What runs alike have in common before any of them begins: the engine, and the data as they are trained on. */
import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engines/engine.ts';
import { selectEngine } from '../engines/select.ts';
import { loadData } from './load-data.ts';
import type { Preparing, RunOrder } from './messages.ts';

export interface Equipment {
  readonly engine: Engine;
  readonly dataset: Dataset;
  /** Milliseconds of what is done once for all runs, which is no run's time. */
  readonly sharedMs: number;
}

export interface Told {
  readonly stop: AbortSignal;
  /** Told of what takes long. */
  onPreparing(preparing: Preparing): void;
  /** Told once the data are here and whole, and what is fitted to them is kept. */
  onLoaded(): void;
}

/**
 * The engine and the data of a run.
 * @throws UserError for data and engines that are not as they should be; and the reason of `stop`.
 */
export async function equip(
  { plan: { experiment }, engine: name }: Pick<RunOrder, 'plan' | 'engine'>,
  { stop, onPreparing, onLoaded }: Told,
): Promise<Equipment> {
  let began: number | undefined;
  let sharedMs = 0;
  const [engine, dataset] = await Promise.all([
    selectEngine(name, experiment.engine.precision),
    loadData(experiment, {
      stop,
      onStage: (stage, done) => {
        began ??= performance.now();
        onPreparing({ stage, ...(done !== undefined && { done }) });
      },
      onFitted: () => {
        if (began !== undefined) sharedMs = performance.now() - began;
        onLoaded();
      },
    }),
  ]);
  return { engine, dataset, sharedMs };
}
