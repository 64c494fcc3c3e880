/** @file What is said of curves: how to read them, what was left out, where each ends. */
import { writer } from '../../text/digits.ts';
import type { Centre } from './curve.ts';
import type { Line } from './line.ts';

interface HowDrawn {
  readonly metric: string;
  readonly centre: Centre;
  readonly log: boolean;
  readonly wantedLog: boolean;
  /** Variants that there was no place for. */
  readonly leftOut: number;
}

const BANDS = {
  mean: 'Lines are means over the runs, bands reach one standard deviation to each side',
  median: 'Lines are medians over the runs, bands reach from the lower to the upper quartile',
} as const;

export function captionOf(
  lines: readonly Line[],
  { metric, centre, log, wantedLog, leftOut }: HowDrawn,
): string {
  const counts = lines.map(({ runs }) => runs);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const runs = fewest === most ? `${most}` : `${fewest} to ${most}`;
  const isUneven = lines.some(({ curve, runs }) => curve.some(({ n }) => n < runs));
  const thin = lines.find(({ curve, whole }) => curve.length < whole);
  const zeros = lines.reduce((sum, line) => sum + line.zeros, 0);
  const isCut =
    log &&
    centre === 'mean' &&
    lines.some(({ curve }) => curve.some(({ n, mean, sd }) => n > 1 && mean <= sd));
  return [
    most === 1 ? 'One run of each variant.' : `${BANDS[centre]} (${runs} runs).`,
    metric.startsWith('train_set_') &&
      'Measured on training images as on test images: without dropout and augmentation.',
    isCut && 'Where that would end below zero, the band begins at the smallest run.',
    isUneven && 'Where runs end or have no number, a point is of those that go on.',
    lines.some(({ isWithoutStart }) => isWithoutStart) && 'The value before any update is left out.',
    zeros > 0 &&
      `${zeros === 1 ? 'A point at zero is' : `${zeros} points at zero are`} left out, for which a logarithmic axis has no place.`,
    wantedLog &&
      !log &&
      'The axis is linear, as a logarithmic one has no place for zero and what lies below.',
    thin && `Of ${thin.whole} evaluations ${thin.curve.length} are drawn.`,
    leftOut > 0 && `${leftOut} more variants are left out.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Where each line ends, in the unit of the axis. */
export function altOf(lines: readonly Line[], centre: Centre, title: string, factor: number): string {
  const ends = lines.map(({ curve }) => curve.at(-1)![centre] * factor);
  const write = writer(ends, []);
  const list = lines.map(({ variant }, i) => `${variant} ${write(ends[i])}`);
  return `${title}, ${centre} over the runs; at the end of each line: ${list.slice(0, 24).join(', ')}.`;
}
