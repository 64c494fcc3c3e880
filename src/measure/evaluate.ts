/** @file Loss and error over samples: without dropout, with running statistics, updating nothing. */
import { batchPass, checked } from '../engines/graphs.ts';
import { reduceSum } from '../graph/ops.ts';
import { lossRow } from '../network/losses.ts';
import type { Subject } from './subject.ts';

export interface Evaluation {
  /** Mean over the samples. */
  readonly loss: number;
  /** Fraction of them that is predicted wrong; absent where the objective has no classes. */
  readonly error?: number;
}

/** The fraction of wrong predictions, NaN where the loss says that the outputs were no numbers: those are neither right nor wrong. */
export const honestError = (error: number, loss: number): number =>
  Number.isFinite(loss) ? error : Number.NaN;

/** Means over the first `count` samples of a split, all by default. */
export async function evaluate(
  { trainer, dataset, ...model }: Subject,
  split: 'train' | 'test',
  count = dataset[split].count,
): Promise<Evaluation> {
  const { perSample, wrong } = lossRow(model.objective);
  const sums = { loss: 0, wrong: 0 };
  await trainer.forward(
    'evaluation',
    (batch) => {
      const { output, target } = batchPass(model, batch);
      return checked({
        loss: reduceSum(perSample(output, target), [0]),
        ...(wrong && { wrong: reduceSum(wrong(output, target), [0]) }),
      });
    },
    dataset[split],
    count,
    (results) => {
      sums.loss += results.loss![0]!;
      if (wrong) sums.wrong += results.wrong![0]!;
    },
  );
  const loss = sums.loss / count;
  return { loss, ...(wrong && { error: honestError(sums.wrong / count, loss) }) };
}
