/** @file What every engine gives to training/, and all that it gives. No type of an engine's library is named outside its folder. */
import type { Dataset } from '../data/dataset.ts';
import type { LossName } from '../network/losses.ts';
import type { Network } from '../network/network.ts';
import type { OptimizerSpec } from '../network/optimizers.ts';

/** A named tensor in host memory, in PyTorch's shape ([out, in] for a dense layer's weight, [out, in, kh, kw] for a convolution's). */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters and running statistics by name, in the order of the forward pass; optimiser state follows as `<parameter>.momentum`. */
export type State = ReadonlyMap<string, HostTensor>;

export interface TrainerSpec {
  readonly network: Network;
  readonly objective: LossName;
  readonly optimizer: OptimizerSpec;
  readonly batchSize: number;
  /** Whether the images of every batch are given to `train`, instead of being taken from the training split. */
  readonly givenBatches?: boolean;
  readonly dataset: Dataset;
  readonly threads: number;
  /** Rewrite rules to apply; engines without rules ignore it. */
  readonly rules: 'all' | 'none' | readonly string[];
  /** Once aborted, evaluations and the like are given up after the batch that they are at, with the signal's reason; steps are not. */
  readonly stop?: AbortSignal;
}

/** What is made anew for each step of a call, in the steps' order. */
export interface Prepared {
  /** [steps, batchSize, ...sampleShape]; present where the trainer's spec says `givenBatches`. */
  readonly images?: Float32Array;
  /** Of each mask that the network takes (network/masks.ts), by name: [steps, batchSize, ...shape], 1 where a unit is kept. */
  readonly masks: ReadonlyMap<string, Uint8Array>;
}

/** One entry a step. `errors` is the fraction of wrong predictions, absent where the objective has no classes. */
export interface StepResults {
  readonly loss: Float64Array;
  readonly error?: Float64Array;
}

export interface Evaluation {
  /** Mean over the samples. */
  readonly loss: number;
  readonly error?: number;
}

/** Statistics of one hidden layer's activations over a set of samples: one entry a unit. */
export interface LayerStatistics {
  readonly layer: string;
  readonly mean: Float64Array;
  /** Exact; only where it was asked for. */
  readonly median?: Float64Array;
}

export interface Trainer {
  /** What computes, for environment.json: `onnxruntime-node 1.30.0, cpu`. */
  readonly device: string;
  /**
   * Runs `rates.length` steps; `samples` holds batchSize indices into the training split for each, `rates` the learning rates, `prepared` what
   * else the steps take, if anything.
   */
  train(samples: Int32Array, rates: Float64Array, prepared?: Prepared): Promise<StepResults>;
  /** Mean loss and error over the first `count` samples of a split (default: all), without dropout, with running statistics, updating nothing. */
  evaluate(split: 'train' | 'test', count?: number): Promise<Evaluation>;
  /** What the network makes of the first `count` samples of a split, [count, outputs]: the objective's `prediction`. */
  predict(split: 'train' | 'test', count: number): Promise<HostTensor>;
  /** Statistics of every hidden layer over the first `count` training samples; medians take more time. */
  probe(count: number, medians?: boolean): Promise<LayerStatistics[]>;
  read(): Promise<State>;
  write(state: State): Promise<void>;
  close(): Promise<void>;
}
