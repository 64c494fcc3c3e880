/** @file Mean activation of every hidden unit over training samples. */
import { checked } from '../engines/graphs.ts';
import { mul, reduceSum } from '../graph/ops.ts';
import { activationRows, hiddenLayers } from './hidden.ts';
import type { Subject } from './subject.ts';

/** Statistics of one hidden layer's activations over a set of samples: one entry a unit. */
export interface LayerStatistics {
  readonly layer: string;
  readonly mean: Float64Array;
  /** Exact; only where it was asked for. */
  readonly median?: Float64Array;
}

/** Over the first `count` samples, added up in double precision. */
export async function unitMeans(
  { trainer, dataset, ...model }: Subject,
  count: number,
): Promise<LayerStatistics[]> {
  const means = new Map(
    hiddenLayers(model.network).map(({ layer, units }) => [layer, new Float64Array(units)]),
  );
  await trainer.forward(
    'means',
    (batch) =>
      checked(
        Object.fromEntries(
          activationRows(model, batch).map(([layer, rows]) => [
            layer,
            mul(reduceSum(rows, [0]), 1 / rows.shape[0]!),
          ]),
        ),
      ),
    dataset.train,
    count,
    (results, _, batch) => {
      for (const [layer, mean] of means) {
        const part = results[layer]!;
        for (let unit = 0; unit < mean.length; unit++) mean[unit]! += part[unit]! * (batch / count);
      }
    },
  );
  return [...means].map(([layer, mean]) => ({ layer, mean }));
}
