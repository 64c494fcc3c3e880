/** @file Exact median activation of every hidden unit over training samples. */

import { chosenSamples } from '../data/batches/gather.ts';
import type { Split } from '../data/dataset.ts';
import { checked } from '../engines/graphs.ts';
import { transpose } from '../graph/ops.ts';
import { randomStream } from '../random/stream.ts';
import { activationRows, type HiddenLayer, hiddenLayers } from './hidden.ts';
import { ANYWHERE, type Bracket, type Collector, collector } from './median.ts';
import type { Subject } from './subject.ts';
import type { LayerFigures } from './unit-figures.ts';

/** Samples from which it is guessed where medians lie; enough that it is a tenth of the activations that must be kept. */
const SAMPLE = 2000;

/**
 * Mean and exact median of every hidden unit over the first `count` samples. One pass over a few samples guesses where the medians lie,
 * one over all of them keeps what lies there: 31 MB for 1280 units over 60,000 samples. A wrong guess costs another pass, no exactness.
 */
export async function unitMedians(
  { trainer, dataset, ...model }: Subject,
  count: number,
): Promise<{ readonly means: LayerFigures; readonly medians: LayerFigures }> {
  const { train } = dataset;
  const hidden = hiddenLayers(model.network);
  const places = new Map(hidden.map(({ layer, places }) => [layer, places]));
  const pass = async (over: Split, samples: number, brackets: Brackets) => {
    const collectors = new Map([...brackets].map(([layer, units]) => [layer, units.map(collector)]));
    await trainer.forward(
      'activations',
      (batch) =>
        checked(
          Object.fromEntries(activationRows(model, batch).map(([layer, rows]) => [layer, transpose(rows)])),
        ),
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
    const few = some(train, count, SAMPLE);
    return eachUnit(await pass(few, SAMPLE, anywhere(hidden)), (unit) => unit.guess());
  };

  let brackets = count > 2 * SAMPLE ? await guesses() : anywhere(hidden);
  for (;;) {
    const collectors = await pass(train, count, brackets);
    const middles = eachUnit(collectors, (unit) => unit.middle());
    if ([...middles.values()].every((units) => units.every(({ found }) => found)))
      return {
        means: eachLayer(collectors, (units) => Float64Array.from(units, (unit) => unit.mean())),
        medians: eachLayer(middles, (units) => Float64Array.from(units, ({ low, high }) => (low + high) / 2)),
      };
    brackets = middles;
  }
}

/** One of each hidden unit, by layer. */
type Brackets = ReadonlyMap<string, readonly Bracket[]>;

const anywhere = (hidden: readonly HiddenLayer[]): Brackets =>
  new Map(hidden.map(({ layer, units }) => [layer, Array<Bracket>(units).fill(ANYWHERE)]));

const eachLayer = <T, R>(of: ReadonlyMap<string, T>, what: (units: T) => R): Map<string, R> =>
  new Map([...of].map(([layer, units]) => [layer, what(units)]));

const eachUnit = <T>(of: ReadonlyMap<string, readonly Collector[]>, what: (unit: Collector) => T) =>
  eachLayer(of, (units) => units.map(what));

/**
 * `few` of the first `count` samples at random, not at even distances: those of MNIST repeat themselves (each tenth one is of thicker or
 * thinner lines than the rest).
 */
function some(split: Split, count: number, few: number): Split {
  const random = randomStream({ seed: 0, run: 0, purpose: 'probe', index: 0 });
  return chosenSamples(
    split,
    Int32Array.from({ length: few }, () => random.below(count)),
  );
}
