/**
 * @file The shape of an experiment once it is read and checked: every default filled in, nothing left to guess. What is not done is absent. The
 * tables of keys (sections.ts, schema.ts) say what there is, and so a key that is added there is here too.
 */
import type { z } from 'zod';
import type { Asked } from '../measure/measures.ts';
import type { ActivationSpec } from '../network/activations.ts';
import type { LossName } from '../network/losses.ts';
import type { OptimizerSpec } from '../network/optimizers.ts';
import type { ClockInterval, Interval } from './interval.ts';
import type { Kept } from './kept.ts';
import type { experimentSchema } from './schema.ts';

/** What a checked file says. */
export type ExperimentFile = z.output<typeof experimentSchema>;

export type TrainConfig = Kept<ExperimentFile['train']>;
export type ProbeConfig = Kept<ExperimentFile['probe']>;

/** Exactly one of hidden, encoder and stacks is present; padding, pool and dropout_on are with stacks, and only then. */
export interface NetworkConfig extends Kept<Omit<ExperimentFile['network'], 'activation'>> {
  readonly activation: ActivationSpec;
}
interface EvaluateConfig extends Kept<Omit<ExperimentFile['evaluate'], 'every'>>, Asked {
  readonly every: Interval;
}
interface CheckpointConfig extends Kept<Omit<ExperimentFile['checkpoint'], 'every'>> {
  /** How much work a crash may cost. */
  readonly every: ClockInterval;
}

/** An optimiser with all of its own parameters, but for those that are off, and none of another's. */
export type OptimizerConfig = OptimizerSpec & {
  /** Constant, or the paper's `0.01 to 35k, 0.005 to 85k`: each rate with the iteration it ends before. */
  readonly learning_rate: number | string;
};

/** A part of the training after the main one, such as fine-tuning; what it does not say stays as it was in the main part. */
export type PhaseConfig = NonNullable<TrainConfig['phases']>[number];

/** What the paper reports for one figure or table, and how sure we are of it. */
export type PaperClaim = NonNullable<Experiment['paper']>['claims'][number];

/** What the file does not say as it is meant. */
type Derived = 'variants' | 'network' | 'objective' | 'optimizer' | 'evaluate' | 'checkpoint';

/** An experiment with its variants not yet taken apart. */
export interface Experiment extends Kept<Omit<ExperimentFile, Derived>> {
  /** Grid: key of the config (`activation` and the like are short for `network.activation`) to its values. */
  readonly variants: Readonly<Record<string, readonly unknown[]>>;
  readonly network: NetworkConfig;
  readonly objective: LossName;
  readonly optimizer: OptimizerConfig;
  readonly evaluate: EvaluateConfig;
  readonly checkpoint: CheckpointConfig;
}

/** One process's work: one variant, one run of it. */
export interface RunPlan {
  /** With the variant applied: `variants` holds its values alone, `runs` is 1 and `first_run` is `run`. */
  readonly experiment: Experiment;
  /** Variant columns, in the order of the file: { activation: 'elu' }. */
  readonly variant: Readonly<Record<string, string>>;
  /** Folder name of the variant, `activation=elu,batch_norm=true`; `default` where there are no variants. */
  readonly variantName: string;
  readonly run: number;
}
