/** @file What an evaluation measures: loss and error on the test set, and what the hidden units do. */
import type { ProbeConfig } from '../config/experiment.ts';
import type { Trainer } from '../engines/trainer.ts';
import type { ActivationRow, LogRow } from '../results/columns.ts';
import { honestError } from './means.ts';
import { summarise } from './probe.ts';

/** An evaluation's part of its row of log.csv, and its rows of activations.csv but for where they stand. */
export interface Measured {
  readonly figures: Pick<LogRow, 'testError' | 'meanActivation' | 'medianUnitActivation'> & {
    readonly testLoss: number;
  };
  readonly units: readonly Omit<ActivationRow, 'iteration' | 'epoch'>[];
}

/** Measures the network as the trainer has it now; `trainCount`: samples of the training split. */
export const measure = async (
  trainer: Trainer,
  { samples, medians }: ProbeConfig,
  trainCount: number,
): Promise<Measured> => {
  const { loss, error } = await trainer.evaluate('test');
  const probed = samples === 'all' ? trainCount : Math.min(samples, trainCount);
  const layers = probed > 0 ? await trainer.probe(probed, medians) : [];
  return {
    figures: {
      testLoss: loss,
      ...(error !== undefined && { testError: honestError(error, loss) }),
      ...summarise(layers),
    },
    units: layers.flatMap(({ layer, mean, median }) =>
      Array.from(mean, (value, unit) => ({
        layer,
        unit,
        mean: value,
        ...(median && { median: median[unit]! }),
      })),
    ),
  };
};
