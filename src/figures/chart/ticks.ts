/** @file Places for ticks: round numbers a step apart, or powers of ten and what lies between them. Each gives several choices, the best first. */

/** In rising order. */
export type Ticks = readonly number[];

/** A step between ticks, factor · 10^power. */
export interface Step {
  readonly factor: number;
  readonly power: number;
  readonly size: number;
}

const stepOf = (factor: number, power: number): Step => ({
  factor,
  power,
  size: Number(`${factor}e${power}`),
});

/** The step of 1, 2 or 5 times a power of ten that comes nearest to `most` ticks, by the bounds that d3-array has: √2, √10, √50. */
export function niceStep(low: number, high: number, most: number, whole: boolean): Step {
  const rough = high / most - low / most;
  const power = Math.floor(Math.log10(rough));
  const error = rough / 10 ** power;
  const step =
    error >= Math.sqrt(50)
      ? stepOf(1, power + 1)
      : stepOf(error >= Math.sqrt(10) ? 5 : error >= Math.SQRT2 ? 2 : 1, power);
  return whole && step.size < 1 ? stepOf(1, 0) : step;
}

const larger = ({ factor, power }: Step): Step =>
  factor === 5 ? stepOf(1, power + 1) : stepOf(factor === 1 ? 2 : 5, power);
const smaller = ({ factor, power }: Step): Step =>
  factor === 1 ? stepOf(5, power - 1) : stepOf(factor === 5 ? 2 : 1, power);

const COARSER = 4;

/** Multiples of the step between the ends; then of larger ones, and of smaller ones where two were needed. */
export function stepTicks(
  [low, high]: readonly [number, number],
  step: Step,
  whole: boolean,
): readonly Ticks[] {
  const coarser = [step];
  for (let i = 0; i < COARSER; i++) coarser.push(larger(coarser.at(-1)!));
  const finer = [smaller(step)];
  for (let i = 0; i < 2; i++) finer.push(smaller(finer.at(-1)!));
  return [...coarser, ...finer]
    .filter(({ size }) => !whole || size >= 1)
    .map((one) => multiples(one, low, high));
}

function multiples({ factor, power, size }: Step, low: number, high: number): Ticks {
  // A little beyond the ends, in steps, for what rounding has moved.
  const [from, to] = [Math.ceil(low / size - 1e-9), Math.floor(high / size + 1e-9)];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) =>
    Number(`${(from + i) * factor}e${power}`),
  );
}

/** What is labelled in each decade, where there are few of them. */
const IN_DECADE = [
  [1, 3],
  [1, 2, 5],
  [1, 1.5, 2, 3, 4, 5, 6, 8],
] as const;
/** Powers of ten are labelled one in so many, where there are many. */
const EVERY = [1, 2, 3, 5, 10, 20, 50, 100, 200] as const;
const FEW = 3;

/**
 * Powers of ten, with 2 and 5 between them where there would be few, every whole tenth where there would be hardly any, and within less
 * than that as on a linear axis.
 */
export function decadeTicks(domain: readonly [number, number], most: number): readonly Ticks[] {
  const [low, high] = domain;
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const among = (steps: readonly number[], every = 1) =>
    powers
      .filter((power) => power % every === 0)
      .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
  const plain = EVERY.map((every) => among([1], every)).filter(({ length }) => length <= most + 2);
  const dense = IN_DECADE.map((steps) => among(steps)).filter(({ length }) => length <= 2 * most);
  const linear =
    high < 10 * low ? stepTicks(domain, niceStep(low, high, Math.min(most, 4), false), false) : [];
  const all = [...plain.slice(0, 1), ...dense, ...plain.slice(1), ...linear];
  return [...all.filter(({ length }) => length >= FEW), ...all.filter(({ length }) => length < FEW)];
}
