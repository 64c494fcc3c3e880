/** @file Statistics of hidden units over training samples. */

import { gatherImages } from '../data/batches/gather.ts';
import type { Split } from '../data/dataset.ts';
import { size } from '../graph/expr.ts';
import { randomStream } from '../random/stream.ts';
import type { Forward } from './forward.ts';
import { activationBatch, hiddenLayers, meanBatch } from './graphs.ts';
import { ANYWHERE, type Bracket, type Collector, collector } from './median.ts';
import type { LayerStatistics, TrainerSpec } from './trainer.ts';

/** Mean of every hidden unit over the first `count` samples, added up in double precision. */
export async function unitMeans(
  spec: TrainerSpec,
  forward: Forward,
  split: Split,
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
        const part = results[layer]!;
        for (let unit = 0; unit < mean.length; unit++) mean[unit]! += part[unit]! * (batch / count);
      }
    },
  );
  return [...means].map(([layer, mean]) => ({ layer, mean }));
}

/** Samples from which it is guessed where medians lie; enough that it is a tenth of the activations that must be kept. */
const SAMPLE = 2000;

/**
 * Mean and exact median of every hidden unit over the first `count` samples. One pass over a few samples guesses where the medians lie,
 * one over all of them keeps what lies there: 31 MB for 1280 units over 60,000 samples. A wrong guess costs another pass, no exactness.
 */
export async function unitMedians(
  spec: TrainerSpec,
  forward: Forward,
  split: Split,
  count: number,
): Promise<LayerStatistics[]> {
  const places = new Map(hiddenLayers(spec.network).map(({ layer, places }) => [layer, places]));
  const pass = async (over: Split, samples: number, brackets: Brackets) => {
    const collectors = new Map([...brackets].map(([layer, units]) => [layer, units.map(collector)]));
    await forward.run(
      'activations',
      (batch) => activationBatch(spec, batch),
      over,
      samples,
      (results, _, batch) => {
        for (const [layer, units] of collectors) {
          const values = results[layer]!;
          const rows = batch * places.get(layer)!;
          for (const [i, unit] of units.entries()) unit.add(values, i * rows, (i + 1) * rows);
        }
      },
    );
    return collectors;
  };
  const guesses = async () => {
    const { train, sampleShape } = spec.dataset;
    const few = some(train, count, SAMPLE, size(sampleShape));
    return eachUnit(await pass(few, SAMPLE, anywhere(spec)), (unit) => unit.guess());
  };

  let brackets = count > 2 * SAMPLE ? await guesses() : anywhere(spec);
  for (;;) {
    const collectors = await pass(split, count, brackets);
    const middles = eachUnit(collectors, (unit) => unit.middle());
    if ([...middles.values()].every((units) => units.every(({ found }) => found)))
      return [...collectors].map(([layer, units]) => ({
        layer,
        mean: Float64Array.from(units, (unit) => unit.mean()),
        median: Float64Array.from(middles.get(layer)!, ({ low, high }) => (low + high) / 2),
      }));
    brackets = middles;
  }
}

/** One of each hidden unit, by layer. */
type Brackets = ReadonlyMap<string, readonly Bracket[]>;

const anywhere = ({ network }: TrainerSpec): Brackets =>
  new Map(hiddenLayers(network).map(({ layer, units }) => [layer, Array<Bracket>(units).fill(ANYWHERE)]));

const eachUnit = <T>(of: ReadonlyMap<string, readonly Collector[]>, what: (unit: Collector) => T) =>
  new Map([...of].map(([layer, units]) => [layer, units.map(what)]));

/**
 * `few` of the first `count` samples at random, not at even distances: those of MNIST repeat themselves (each tenth one is of thicker or
 * thinner lines than the rest). `sample`: numbers in each.
 */
function some({ images, labels }: Split, count: number, few: number, sample: number): Split {
  const random = randomStream({ seed: 0, run: 0, purpose: 'probe', index: 0 });
  const chosen = Int32Array.from({ length: few }, () => random.below(count));
  return {
    count: few,
    images: gatherImages(images, chosen, sample),
    labels: Uint8Array.from(chosen, (k) => labels[k]!),
  };
}
