/** @file What an experiment takes, as a table with sentences below it and as JSON. */
import type { Experiment } from '../config/experiment.ts';
import { byteSize } from '../text/bytes.ts';
import { counted } from '../text/counted.ts';
import { duration } from '../text/duration.ts';
import type { RunEstimate } from '../training/estimate/estimate.ts';
import type { ConvLayer } from '../training/estimate/heaviest-layer.ts';
import { paragraph } from './terminal/paragraph.ts';
import { textTable } from './terminal/text-table.ts';

export interface EstimatedVariant {
  readonly variant: string;
  /** One run of it. */
  readonly run: RunEstimate;
}

/** All runs together. */
export interface Whole {
  readonly runs: number;
  /** Runs side by side. */
  readonly jobs: number;
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

export interface Estimated {
  readonly experiment: Experiment;
  readonly dataHere: boolean;
  /** That pictures will take once they are prepared, where they are not yet. */
  readonly storeBytes?: number;
  /** Of memory, where runs compute. */
  readonly freeBytes: number;
  readonly variants: readonly EstimatedVariant[];
  readonly all: Whole;
}

/** One object in a line. */
export function estimateJson({ experiment, variants, ...rest }: Estimated): string {
  const flat = variants.map(({ variant, run }) => ({ variant, ...run }));
  return `${JSON.stringify({ name: experiment.name, ...rest, variants: flat })}\n`;
}

const threeDigits = (value: number): string => String(Number(value.toPrecision(3)));

/** TABLE of the columns. */
const COLUMNS: readonly (readonly [head: string, cell: (one: EstimatedVariant) => string])[] = [
  ['variant', ({ variant }) => variant],
  ['parameters', ({ run }) => run.parameters.toLocaleString('en')],
  ['GFLOP a step', ({ run }) => threeDigits(run.flopsPerStep / 1e9)],
  ['ms a step', ({ run }) => threeDigits(run.msPerStep)],
  ['steps', ({ run }) => run.iterations.toLocaleString('en')],
  ['s an evaluation', ({ run }) => threeDigits(run.secondsPerEvaluation)],
  ['one run', ({ run }) => duration(run.seconds)],
  ['memory', ({ run }) => byteSize(run.memoryBytes)],
  ['disk', ({ run }) => byteSize(run.diskBytes)],
];

/** A line a variant, all runs, and what was assumed. */
export function estimateText({
  experiment,
  dataHere,
  storeBytes,
  freeBytes,
  variants,
  all,
}: Estimated): string {
  const { runs, jobs, seconds, memoryBytes, diskBytes } = all;
  const rows = variants.map((one) => COLUMNS.map(([, cell]) => cell(one)));
  const table = textTable([COLUMNS.map(([head]) => head), ...rows], '', { hasHead: true });
  const whole = `all ${counted(runs, 'run')}, ${counted(jobs, 'job')} side by side: ${duration(seconds)}, ${byteSize(memoryBytes)} of memory, ${byteSize(diskBytes)} on disk`;
  const together = jobs > 1 ? `, ${jobs} runs side by side` : '';
  const preprocessed = experiment.dataset.preprocess?.zca
    ? ' Whitening the images for the first time is not included.'
    : '';
  const missing = dataHere ? '' : ` ${experiment.dataset.name} is not here: its published size is assumed.`;
  const how = `Timed on made-up images${together}.${partText(variants)}${preprocessed}${missing}`;
  return `${table}${paragraph(whole)}${paragraph(how)}${storeText(storeBytes)}${memoryText(variants, freeBytes)}`;
}

/** What was timed where a step takes too long. */
function partText(variants: readonly EstimatedVariant[]): string {
  const parts = variants.filter(({ run }) => run.timed);
  const timed = parts[0]?.run.timed;
  if (!timed) return '';
  const through = timed.layer ? ` through ${layerText(timed.layer)}` : '';
  const shared =
    parts.length > 1
      ? ' Variants that differ in their activation alone share it: less is not told apart.'
      : '';
  return ` A step takes too long to be timed: one of ${counted(timed.batch, 'image')}${through} was, and times go by its operations; other layers may be faster or slower for theirs.${shared}`;
}

const layerText = ({ channels, units, field, side }: ConvLayer): string =>
  `its heaviest layer, ${units} units of ${field} × ${field} on ${channels} channels, over ${side} × ${side} pixels,`;

/** What prepared pictures will take beside the runs. */
const storeText = (bytes: number | undefined): string =>
  bytes === undefined
    ? ''
    : paragraph(
        `Its pictures are not prepared yet: as raw they take another ${byteSize(bytes)} on disk, in the data folder; other codecs of elu-bench data prepare take less.`,
      );

/** Said where a run needs more memory than there is. */
function memoryText(variants: readonly EstimatedVariant[], freeBytes: number): string {
  const most = Math.max(...variants.map(({ run }) => run.memoryBytes));
  if (most <= freeBytes) return '';
  return paragraph(
    `A run needs ${byteSize(most)} of memory, and here ${byteSize(freeBytes)} are free: it would not get far. A smaller train.batch_size needs less.`,
  );
}
