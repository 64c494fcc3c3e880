/** @file Lines of progress laid out for the columns of a terminal: what matters less gives way, and nothing is cut in the midst of a number. */
import type { RunPlan } from '../../config/experiment.ts';
import { lossRow } from '../../network/losses.ts';
import type { LogRow } from '../../results/run-columns.ts';
import { wholeDuration } from '../../text/duration.ts';
import type { Preparing, Progress, RunEnd } from '../../training/messages.ts';
import { firstFitting, padLeft, padRight, shortened, widthOf, wrapped } from '../terminal/text-width.ts';
import {
  countsText,
  endTexts,
  leftText,
  loss,
  percent,
  preparingText,
  runLabel,
  shortLabel,
  sweepText,
} from './run-text.ts';
import type { SweepState } from './sweep-progress.ts';

/** Where a running run is. */
export type Place = 'starting' | Preparing | Progress;

export interface Labels {
  readonly long: (plan: RunPlan) => string;
  readonly short: (plan: RunPlan) => string;
  /** Of the widest of either. */
  readonly widths: { readonly long: number; readonly short: number };
}

/** Names of runs that are shown below each other. */
export function labelsOf(plans: readonly RunPlan[]): Labels {
  const widest = (label: (plan: RunPlan) => string) =>
    plans.reduce((most, plan) => Math.max(most, widthOf(label(plan))), 0);
  return { long: runLabel, short: shortLabel, widths: { long: widest(runLabel), short: widest(shortLabel) } };
}

/** A bar of so many columns. */
function barOf(fraction: number, columns: number): string {
  const full = Math.floor(Math.min(1, fraction) * columns);
  return '█'.repeat(full) + '░'.repeat(columns - full);
}
const wholePercent = (fraction: number): string => `${Math.floor(100 * Math.min(1, fraction))} %`;

/** TABLE of what a running run shows beside name, error and time left, from most to least; the first that fits is taken. */
const LAYOUTS: readonly Layout[] = [
  { name: 'long', bar: 20, epoch: 2, losses: true, pace: true },
  { name: 'long', bar: 20, epoch: 2, losses: true },
  { name: 'long', bar: 10, epoch: 2, losses: true },
  { name: 'long', bar: 10, epoch: 2 },
  { name: 'short', bar: 10, epoch: 2 },
  { name: 'short', bar: 0, epoch: 2 },
  { name: 'short', bar: 0, epoch: 0 },
  { name: 'short', bar: 0 },
];
interface Layout {
  readonly name: 'long' | 'short';
  readonly bar: number;
  /** Decimals of the epoch; absent: it is not shown. */
  readonly epoch?: number;
  /** Whether losses stand beside errors. */
  readonly losses?: boolean;
  readonly pace?: boolean;
}

interface Piece {
  /** What most values fit into, so that columns stand still. */
  readonly width: number;
  text(place: Progress): string | undefined;
}

const PERCENT = '100 %'.length;
const LEFT = 'ETA 59 min 59 s'.length;

const LOSS: Piece = {
  width: 'loss 0.0001234'.length,
  text: (place) => (place.loss === undefined ? undefined : `loss ${loss(place.loss)}`),
};
const ERROR: Piece = {
  width: 'error 12.34 %'.length,
  text: (place) => (place.error === undefined ? undefined : `error ${percent(place.error)}`),
};
const PACE: Piece = {
  width: '0.12 ms/step'.length,
  text: ({ phase, msPerStep }) =>
    phase === 'evaluating' || msPerStep === undefined ? phase : `${msPerStep.toPrecision(2)} ms/step`,
};
const epochPiece = (decimals: number): Piece => ({
  width: `epoch ${(100).toFixed(decimals)}`.length,
  text: ({ epoch }) => `epoch ${epoch.toFixed(decimals)}`,
});

/** Of a network that tells no classes apart, there is no error, and the loss is in its place. */
function piecesOf({ experiment }: RunPlan, { epoch, losses, pace }: Layout): readonly Piece[] {
  const hasError = lossRow(experiment.objective).target === 'label';
  return [
    epoch !== undefined && epochPiece(epoch),
    (losses || !hasError) && LOSS,
    hasError && ERROR,
    pace && PACE,
  ].filter((piece) => piece !== false && piece !== undefined);
}

/** The layout, and the columns that it leaves for names. */
function layoutFor(plan: RunPlan, { widths }: Labels, room: number): [Layout, number] {
  const left = (layout: Layout) => {
    const pieces = piecesOf(plan, layout).reduce((sum, { width }) => sum + 2 + width, 0);
    return room - (1 + (layout.bar > 0 ? layout.bar + 1 : 0) + PERCENT + pieces + 2 + LEFT);
  };
  const fitting = LAYOUTS.find((layout) => widths[layout.name] <= left(layout));
  return fitting ? [fitting, widths[fitting.name]] : [LAYOUTS.at(-1)!, left(LAYOUTS.at(-1)!)];
}

/** Where a run is, in fewer columns than these; `secondsLeft` is no number where that is not known. */
export function runLine(
  plan: RunPlan,
  place: Place,
  secondsLeft: number,
  labels: Labels,
  columns: number,
): string {
  const room = columns - 1;
  const [layout, width] = layoutFor(plan, labels, room);
  const name = padRight(shortened(labels[layout.name](plan), width), width);
  if (place === 'starting') return firstFitting([`${name} ${place}`], room);
  if ('stage' in place) return firstFitting([`${name} ${preparingText(place)}`], room);
  const done = place.iteration / place.total;
  const bar = layout.bar > 0 ? `${barOf(done, layout.bar)} ` : '';
  const left = `ETA ${Number.isFinite(secondsLeft) ? wholeDuration(secondsLeft) : '?'}`;
  const pieces = piecesOf(plan, layout);
  const line = (beside: string, figures: readonly string[]) =>
    [`${name} ${beside}${padLeft(wholePercent(done), PERCENT)}`, ...figures, left].join('  ');
  const padded = pieces.map((piece) => padRight(piece.text(place) ?? '', piece.width));
  const bare = pieces.flatMap((piece) => piece.text(place) ?? []);
  // Rarely a figure is wider than its column: then columns give way, then the bar.
  return firstFitting([line(bar, padded), line(bar, bare), line('', bare)], room);
}

/** All runs together, in fewer columns than these. */
export function sweepLine(state: SweepState, columns: number): string {
  const [counts, left] = [countsText(state), leftText(state) ?? ''];
  const withBar = (bar: number) =>
    `${counts}  ${barOf(state.fraction, bar)} ${wholePercent(state.fraction)}  ${left}`.trimEnd();
  return firstFitting([withBar(20), withBar(10), sweepText(state), counts], columns - 1);
}

/** How a run ended, and below it why where it is not done, in lines of fewer columns than these. */
export function endLines(
  plan: RunPlan,
  end: RunEnd,
  row: LogRow | undefined,
  count: string,
  columns: number,
): readonly string[] {
  const room = columns - 1;
  const texts = endTexts(end, row);
  const [long, short] = [`${count}${runLabel(plan)}`, `${count}${shortLabel(plan)}`];
  const least = texts.at(-2) ?? texts.at(-1)!;
  const line = firstFitting(
    [
      ...texts.slice(0, 3).map((text) => `${long}: ${text}`),
      ...texts.slice(2, -1).map((text) => `${short}: ${text}`),
      `${shortened(short, Math.max(1, room - 2 - widthOf(least)))}: ${least}`,
    ],
    room,
  );
  return [
    line,
    ...(end.message === undefined ? [] : wrapped(end.message, room - 4).map((text) => `    ${text}`)),
  ];
}
