/** @file The scale of an axis: its ends, and ticks of which at least two have a label, none on another's. */
import { fits, type Room } from './label-room.ts';
import { decadeTicks, niceStep, stepTicks, type Ticks } from './ticks.ts';

export interface ScaleRequest {
  readonly log?: boolean;
  /** No tick between whole numbers. */
  readonly whole?: boolean;
  /** Whether the ends move out to ticks. */
  readonly nice?: boolean;
}

export interface AxisScale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** As d3-format has it. */
  readonly format: string;
}

/** Numbers beyond can't be scaled without overflow. */
const LARGEST = 1e307;
const SMALLEST = 1e-307;
/** What differs by less is drawn as one value: twelve digits are shown. */
const SAME = 1e-9;
/** From here on a linear axis counts in thousands, as far as these have letters. */
const THOUSANDS = 1e4;
const MOST_LETTERED = 1e15;

/** The scale of finite values, of which those on a logarithmic axis are above zero; `most`: labels at most. */
export const scaleOf = (
  values: readonly number[],
  request: ScaleRequest,
  room: Omit<Room, 'at'>,
  most: number,
): AxisScale => (request.log ? logScale(values, room, most) : linearScale(values, request, room, most));

function logScale(values: readonly number[], room: Omit<Room, 'at'>, most: number): AxisScale {
  const [least, largest] = ends(values, [1, 10]).map((end) => clamp(end, SMALLEST, LARGEST)) as [
    number,
    number,
  ];
  // One value alone: a little room to each side.
  const domain: [number, number] = largest / least < 1 + SAME ? [least / 2, largest * 2] : [least, largest];
  const [from, to] = domain.map(Math.log) as [number, number];
  const at = (value: number) => (Math.log(value) - from) / (to - from);
  return { domain, ticks: chosen(decadeTicks(domain, most), { ...room, at }), format: '.12~g' };
}

function linearScale(
  values: readonly number[],
  { whole = false, nice = false }: ScaleRequest,
  room: Omit<Room, 'at'>,
  most: number,
): AxisScale {
  const known = ends(values, [0, 1]).map((end) => clamp(end, -LARGEST, LARGEST)) as [number, number];
  const [low, high] = apart(known, whole);
  const step = niceStep(low, high, most, whole);
  const domain: [number, number] = nice
    ? [outward(Math.floor, low, step.size), outward(Math.ceil, high, step.size)]
    : [low, high];
  const at = (value: number) => (value / 2 - domain[0] / 2) / (domain[1] / 2 - domain[0] / 2);
  const largest = Math.max(...domain.map(Math.abs));
  return {
    domain,
    ticks: chosen(stepTicks(domain, step, whole), { ...room, at }),
    format: largest >= THOUSANDS && largest < MOST_LETTERED ? '.12~s' : '.12~g',
  };
}

/** To the next multiple of a step. */
const outward = (round: (value: number) => number, value: number, step: number): number =>
  // In twelve digits, since 0.3 / 0.1 is not quite 3.
  Number((round(Number((value / step).toPrecision(12))) * step).toPrecision(12));

/** Ends far enough from each other: values that are all the same lie in the middle. */
function apart([low, high]: readonly [number, number], whole: boolean): readonly [number, number] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size >= SMALLEST && high / 2 - low / 2 > (SAME * size) / 2) return [low, high];
  const half = whole || size < SMALLEST ? 1 : size / 2;
  return [low - half, high + half];
}

/** The first ticks whose labels have room; else every second, third, … of the last, but never fewer than two. */
function chosen(choices: readonly Ticks[], room: Room): Ticks {
  const found = choices.find((ticks) => ticks.length > 1 && fits(ticks, room));
  if (found) return found;
  const most = choices.filter(({ length }) => length > 1).at(-1) ?? [];
  for (let every = 2; every < most.length; every++) {
    const fewer = most.filter((_, i) => i % every === 0);
    if (fits(fewer, room)) return fewer;
  }
  return most.length > 2 ? [most[0]!, most.at(-1)!] : most;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Smallest and largest; by hand, as there may be more values than a call can have arguments. */
const ends = (values: readonly number[], ofNone: readonly [number, number]): readonly [number, number] =>
  values.length === 0
    ? ofNone
    : values.reduce<readonly [number, number]>(
        ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
        [Infinity, -Infinity],
      );
