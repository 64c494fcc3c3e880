/** @file What several runs take in a call and get of it, put together and taken apart: step by step, and in each step run by run. */
import type { ReplicaSteps } from '../../replicas.ts';
import type { Prepared, StepResults } from '../../trainer.ts';
import { maskAt } from './joint-steps.ts';

type Numbers = Float32Array | Float64Array | Int32Array;

/** Fills an array with those of the runs: the first step of each in turn, then the second. */
function interleave<T extends Numbers>(into: T, arrays: readonly T[], steps: number): T {
  const each = into.length / (steps * arrays.length);
  let at = 0;
  for (let k = 0; k < steps; k++)
    for (const array of arrays) {
      into.set(array.subarray(k * each, (k + 1) * each), at);
      at += each;
    }
  return into;
}

const lengthOf = (arrays: readonly Numbers[]): number => arrays.reduce((sum, { length }) => sum + length, 0);

/** The call for all runs, which are given in the order in which the graph has them. */
export function joinedSteps(runs: readonly ReplicaSteps[]): Required<ReplicaSteps> {
  const steps = runs[0]!.rates.length;
  const samples = runs.map((run) => run.samples);
  const rates = runs.map((run) => run.rates);
  const images = runs.flatMap(({ prepared }) => prepared?.images ?? []);
  const masks = runs.flatMap(({ prepared }, place) =>
    [...(prepared?.masks ?? [])].map(([name, bits]) => [maskAt(place, name), bits] as const),
  );
  const prepared: Prepared = {
    ...(images.length > 0 && { images: interleave(new Float32Array(lengthOf(images)), images, steps) }),
    masks: new Map(masks),
  };
  return {
    samples: interleave(new Int32Array(lengthOf(samples)), samples, steps),
    rates: interleave(new Float64Array(lengthOf(rates)), rates, steps),
    prepared,
  };
}

/** The results of the run at a place, of series [steps, runs]. */
export function resultsAt({ loss, error }: StepResults, place: number, runs: number): StepResults {
  const seriesOf = (series: Float64Array): Float64Array =>
    Float64Array.from({ length: series.length / runs }, (_, k) => series[k * runs + place]!);
  return { loss: seriesOf(loss), ...(error && { error: seriesOf(error) }) };
}
