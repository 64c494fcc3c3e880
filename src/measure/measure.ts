/** @file What an evaluation measures: loss and error on the test set, and what the hidden units do. */
import { type Evaluation, evaluate } from './evaluate.ts';
import { summarise } from './over-units.ts';
import type { Subject } from './subject.ts';
import { unitMeans } from './unit-means.ts';
import { unitMedians } from './unit-medians.ts';

/** What of it an experiment asks for. Samples are the first ones of the training split, 0 none of them. */
export interface Wanted {
  readonly evaluate: { readonly train_samples?: number | 'all' };
  readonly probe: { readonly samples: number | 'all'; readonly medians: boolean };
}

/** An evaluation's part of its row of log.csv, and its rows of activations.csv but for where they stand. */
export interface Measured {
  readonly figures: {
    readonly testLoss: number;
    readonly testError?: number;
    readonly trainSetLoss?: number;
    readonly trainSetError?: number;
    readonly meanActivation?: number;
    readonly medianUnitActivation?: number;
  };
  readonly units: readonly UnitFigures[];
}

export interface UnitFigures {
  readonly layer: string;
  readonly unit: number;
  readonly mean: number;
  readonly median?: number;
}

/** Samples of the first so many, where there are so many. */
export const first = (wanted: number | 'all', all: number): number =>
  wanted === 'all' ? all : Math.min(wanted, all);

/** Measures the network as the trainer has it now. */
export async function measure(
  subject: Subject,
  { evaluate: { train_samples = 0 }, probe: { samples, medians } }: Wanted,
): Promise<Measured> {
  const all = subject.dataset.train.count;
  const tested = await evaluate(subject, 'test');
  const trained: Partial<Evaluation> =
    train_samples === 0 ? {} : await evaluate(subject, 'train', first(train_samples, all));
  const probed = first(samples, all);
  const layers = probed > 0 ? await (medians ? unitMedians : unitMeans)(subject, probed) : [];
  return {
    figures: {
      testLoss: tested.loss,
      ...(tested.error !== undefined && { testError: tested.error }),
      ...(trained.loss !== undefined && { trainSetLoss: trained.loss }),
      ...(trained.error !== undefined && { trainSetError: trained.error }),
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
}
