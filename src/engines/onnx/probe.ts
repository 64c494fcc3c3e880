/** @file Statistics of hidden units over training samples. */
import { median } from '../median.ts';
import type { LayerStatistics, TrainerSpec } from '../trainer.ts';
import type { Forward } from './forward.ts';
import type { Resident } from './split.ts';
import { activationBatch, hiddenLayers, meanBatch } from './step.ts';

/** Mean of every hidden unit over the first `count` samples, added up in double precision. */
export async function unitMeans(
  spec: TrainerSpec,
  forward: Forward,
  split: Resident,
  count: number,
): Promise<LayerStatistics[]> {
  const means = new Map(
    hiddenLayers(spec.network).map(({ layer, units }) => [layer, new Float64Array(units)]),
  );
  await forward.run(
    'means',
    (batch) => meanBatch(spec, batch),
    split,
    count,
    (results, _, batch) => {
      for (const [layer, mean] of means) {
        const part = results[layer]!.data as Float32Array;
        for (let unit = 0; unit < mean.length; unit++) mean[unit]! += part[unit]! * (batch / count);
      }
    },
  );
  return [...means].map(([layer, mean]) => ({ layer, mean }));
}

/**
 * Mean and exact median of every hidden unit over the first `count` samples. One layer's activations are held at a time, as float32
 * [units, count]: 61 MB for 256 units over 60,000 samples.
 */
export async function unitMedians(
  spec: TrainerSpec,
  forward: Forward,
  split: Resident,
  count: number,
): Promise<LayerStatistics[]> {
  const statistics: LayerStatistics[] = [];
  for (const { layer, units } of hiddenLayers(spec.network)) {
    const values = new Float32Array(units * count);
    await forward.run(
      `activations of ${layer}`,
      (batch) => activationBatch(spec, layer, batch),
      split,
      count,
      (results, first, batch) => {
        const part = results[layer]!.data as Float32Array;
        for (let unit = 0; unit < units; unit++)
          values.set(part.subarray(unit * batch, (unit + 1) * batch), unit * count + first);
      },
    );
    const rows = Array.from({ length: units }, (_, unit) =>
      values.subarray(unit * count, (unit + 1) * count),
    );
    const mean = Float64Array.from(rows, (row) => row.reduce((sum, value) => sum + value, 0) / count);
    statistics.push({ layer, mean, median: Float64Array.from(rows, median) });
  }
  return statistics;
}
