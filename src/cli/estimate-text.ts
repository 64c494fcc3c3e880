/** @file What an experiment takes, as a table with sentences below it and as JSON. */
import type { Experiment } from '../config/experiment.ts';
import { byteSize } from '../text/bytes.ts';
import { counted } from '../text/counted.ts';
import { duration } from '../text/duration.ts';
import type { RunEstimate } from '../training/estimate/estimate.ts';
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
  /** Of memory, where runs compute. */
  readonly freeBytes: number;
  readonly variants: readonly EstimatedVariant[];
  readonly all: Whole;
}

/** One object in a line. */
export function estimateJson({ experiment, dataHere, freeBytes, variants, all }: Estimated): string {
  const flat = variants.map(({ variant, run }) => ({ variant, ...run }));
  return `${JSON.stringify({ name: experiment.name, dataHere, freeBytes, variants: flat, all })}\n`;
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
export function estimateText({ experiment, dataHere, freeBytes, variants, all }: Estimated): string {
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
  return `${table}${paragraph(whole)}${paragraph(how)}${memoryText(variants, freeBytes)}`;
}

/** What was timed where a step takes too long. */
function partText(variants: readonly EstimatedVariant[]): string {
  const timed = variants.find(({ run }) => run.timed)?.run.timed;
  if (!timed) return '';
  const width = timed.width === 1 ? '' : ` at ${timed.width} of the width`;
  return ` A step takes too long to be timed: one of ${counted(timed.batch, 'image')}${width} was, and times go by its operations; it may be that larger ones are faster for theirs.`;
}

/** Said where a run needs more memory than there is. */
function memoryText(variants: readonly EstimatedVariant[], freeBytes: number): string {
  const most = Math.max(...variants.map(({ run }) => run.memoryBytes));
  if (most <= freeBytes) return '';
  return paragraph(
    `A run needs ${byteSize(most)} of memory, and here ${byteSize(freeBytes)} are free: it would not get far. A smaller train.batch_size needs less.`,
  );
}
