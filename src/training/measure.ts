/** @file What an evaluation measures: loss and error on the test set, and what the hidden units do. */
import type { Experiment, ProbeConfig } from '../config/experiment.ts';
import type { Trainer } from '../engines/trainer.ts';
import type { ActivationRow, LogRow } from '../results/columns.ts';
import { honestError } from './means.ts';
import { summarise } from './probe.ts';

/** An evaluation's part of its row of log.csv, and its rows of activations.csv but for where they stand. */
export interface Measured {
  readonly figures: Pick<
    LogRow,
    'testError' | 'trainSetLoss' | 'trainSetError' | 'meanActivation' | 'medianUnitActivation'
  > & {
    readonly testLoss: number;
  };
  readonly units: readonly Omit<ActivationRow, 'iteration' | 'epoch'>[];
}

/** Measures the network as the trainer has it now; `trainCount`: samples of the training split. */
export const measure = async (
  trainer: Trainer,
  {
    probe: { samples, medians },
    evaluate: { train_samples = 0 },
  }: { readonly probe: ProbeConfig; readonly evaluate: Pick<Experiment['evaluate'], 'train_samples'> },
  trainCount: number,
): Promise<Measured> => {
  const first = (wanted: number | 'all') => (wanted === 'all' ? trainCount : Math.min(wanted, trainCount));
  const { loss, error } = await trainer.evaluate('test');
  const trained = train_samples === 0 ? undefined : await trainer.evaluate('train', first(train_samples));
  const probed = first(samples);
  const layers = probed > 0 ? await trainer.probe(probed, medians) : [];
  return {
    figures: {
      testLoss: loss,
      ...(error !== undefined && { testError: honestError(error, loss) }),
      ...(trained && { trainSetLoss: trained.loss }),
      ...(trained?.error !== undefined && { trainSetError: honestError(trained.error, trained.loss) }),
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
