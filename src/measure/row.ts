/** @file What a row of MEASURES says of a measure: its graph, how batches are put together, its columns of log.csv, and who asks for it. */
import type { BatchPass } from '../engines/graphs.ts';
import type { Expr } from '../graph/expr.ts';
import type { LossName } from '../network/losses.ts';

/** A column of log.csv that a measure fills. In its texts `<k>` stands for the number with which the measure is asked for. */
export interface MeasuredColumn {
  readonly name: string;
  /** What stands on an axis, without a unit. */
  readonly words: string;
  readonly doc: string;
}

interface MeasureRow {
  readonly unit: '' | 'fraction 0..1';
  /** Which values are the better ones; absent where that can't be said. */
  readonly better?: 'lower';
  /** How the experiment file asks for it, by a key of `evaluate` that is called as the row. Absent: it is always measured. */
  readonly asked?: Asking;
}

export interface Asking {
  /** The whole numbers that may be given; absent: true or false. */
  readonly numbers?: readonly [from: number, to: number];
  readonly doc: string;
  /** What the report says is measured. */
  readonly words: string;
  /** Why it can't be measured, and what is expected; undefined where it can. */
  fault?(k: number, about: About): string | undefined;
}

/** What a measure has to know of an experiment. */
export interface About {
  readonly objective: LossName;
  /** Absent where they are not known yet. */
  readonly classes?: number | undefined;
}

/** A figure of each sample, of which the mean is taken. */
export interface SampleMeasure extends MeasureRow {
  readonly of: 'samples';
  /** Of a batch that went through the network the figure of each sample, [batch]; undefined where the objective has none. */
  figure(pass: BatchPass, objective: LossName, k: number): Expr | undefined;
  readonly columns: {
    /** Mean over the training batches since the row before, as the engine counts along. */
    readonly steps?: MeasuredColumn;
    readonly test: MeasuredColumn;
    /** The same of the training samples of `evaluate.train_samples`. */
    readonly train_set: MeasuredColumn;
  };
}

/** A figure of each hidden unit over the probe samples. */
export interface UnitMeasure extends MeasureRow {
  readonly of: 'units';
  /** Of a layer's activations in a batch, [samples · places, units], one number a unit. */
  figure(activations: Expr): Expr;
  /** Before the first batch. */
  readonly start: number;
  /** With one batch more, which has this share of all samples. */
  reduce(before: number, batch: number, share: number): number;
  readonly columns: readonly (MeasuredColumn & {
    /** What it comes to over all hidden units of the network. */
    overall(units: Float64Array): number;
  })[];
}

export type Measure = SampleMeasure | UnitMeasure;
