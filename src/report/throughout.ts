/**
 * @file What is to hold throughout the training, or a part of it: at every evaluation after the start. Whether it could be chance is asked
 * once, of each pair's mean difference over these evaluations: among hundreds of intervals some would hold zero by chance alone.
 */
import { type Assertion, holdsOf, type Quantity } from '../compare/assertions.ts';
import { countsOf, isFrom, isUpTo, type Point } from '../compare/run-point.ts';
import type { VariantRuns } from '../compare/variant-runs.ts';
import { groupBy } from '../group-by.ts';
import type { RunLog } from '../reading/run.ts';
import type { ValuesByRun } from '../statistics/difference.ts';
import { meanInterval } from '../statistics/intervals.ts';
import { mean } from '../statistics/moments.ts';
import { type Measurement, meanOf, type Sides, UNMEASURED } from './measurement.ts';

/** With fewer evaluations nothing is said of a whole training. */
const FEWEST = 10;

/** Measures `left operator right` at every evaluation up to `to` at which both sides have a value; a row before any update is none. */
export function throughout(assertion: Assertion, sides: Sides, to: Point | undefined): Measurement {
  const [a, b] = [evaluationsOf(assertion.left, sides[0], to), evaluationsOf(assertion.right, sides[1], to)];
  const shared = iterationsIn(typeof a === 'number' ? b : a).filter((at) =>
    [a, b].every((of) => has(of, at)),
  );
  if (shared.length === 0) return UNMEASURED;
  const means = shared.map((at) => [meanOf(valuesAt(a, at))!, meanOf(valuesAt(b, at))!] as const);
  const holding = means.filter(([left, right]) => holdsOf(assertion, left, right)).length;
  return {
    left: mean(means.map(([left]) => left)),
    right: mean(means.map(([, right]) => right)),
    holds: holding === shared.length,
    interval: meanInterval(differencesOf(a, b, shared)),
    evaluations: { holding, count: shared.length },
    isWhole: shared.length >= FEWEST && sides.every((side) => side === undefined || isOver(side, to)),
  };
}

/** By iteration, then by number of the run; or a number, which is the same at all of them. */
type Evaluations = number | ReadonlyMap<number, ValuesByRun>;

const iterationsIn = (of: Evaluations): readonly number[] => (typeof of === 'number' ? [] : [...of.keys()]);

const has = (of: Evaluations, at: number): boolean => typeof of === 'number' || of.has(at);

const valuesAt = (of: Evaluations, at: number): number | ValuesByRun =>
  typeof of === 'number' ? of : of.get(at)!;

/** Of each pair of runs, its mean difference over the evaluations that both have; none against a number. */
function differencesOf(a: Evaluations, b: Evaluations, shared: readonly number[]): readonly number[] {
  if (typeof a === 'number' || typeof b === 'number') return [];
  const pairs = shared.flatMap((at) =>
    [...a.get(at)!].flatMap(([run, value]) => {
      const other = b.get(at)!.get(run);
      return other === undefined ? [] : [{ run, difference: value - other }];
    }),
  );
  return [...groupBy(pairs, ({ run }) => run).values()].map((own) =>
    mean(own.map(({ difference }) => difference)),
  );
}

function evaluationsOf(
  side: number | Quantity,
  variant: VariantRuns | undefined,
  to: Point | undefined,
): Evaluations {
  if (typeof side === 'number') return side;
  const evaluations = new Map<number, Map<RunLog['run'], number>>();
  for (const run of variant!.runs) {
    const [iterations, values] = [run.columns.get('iteration'), run.columns.get(side.column)];
    const counts = to && countsOf(run, to.unit);
    for (const [row, value] of (values ?? []).entries()) {
      const at = iterations?.[row] ?? 0;
      if (at <= 0 || !Number.isFinite(value) || (to && !isUpTo(counts![row]!, to))) continue;
      const here = evaluations.get(at) ?? new Map<RunLog['run'], number>();
      here.set(run.run, side.factor * (side.magnitude ? Math.abs(value) : value));
      evaluations.set(at, here);
    }
  }
  return evaluations;
}

/** Whether all its runs have come to the end, or to the last evaluation that is asked for. */
const isOver = ({ runs }: VariantRuns, to: Point | undefined): boolean =>
  runs.every(
    (run) =>
      run.status === undefined ||
      run.status === 'done' ||
      (to !== undefined && countsOf(run, to.unit).some((count) => isFrom(count, to))),
  );
