/** @file What every engine gives to training/, and all that it gives. No type of an engine's library is named outside its folder. */
import type { Dataset } from '../data/dataset.ts';
import type { LossName } from '../network/losses.ts';
import type { Network } from '../network/network.ts';
import type { OptimizerSpec } from '../network/optimizers.ts';

/** A named tensor in host memory, in PyTorch's shape ([out, in] for a dense layer's weight). */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters by name, in the order of the forward pass; optimiser state follows as `<parameter>.momentum`. */
export type State = ReadonlyMap<string, HostTensor>;

export interface TrainerSpec {
  readonly network: Network;
  readonly objective: LossName;
  readonly optimizer: OptimizerSpec;
  readonly batchSize: number;
  readonly dataset: Dataset;
  readonly threads: number;
  /** Rewrite rules to apply; engines without rules ignore it. */
  readonly rules: 'all' | 'none' | readonly string[];
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
  /** Runs `rates.length` steps; `samples` holds batchSize indices into the training split for each, `rates` the learning rates. */
  train(samples: Int32Array, rates: Float64Array): Promise<StepResults>;
  /** Mean loss and error over a split, without dropout and without updating anything. */
  evaluate(split: 'train' | 'test'): Promise<Evaluation>;
  /** What the network makes of the first `count` samples of a split, [count, outputs]: the objective's `prediction`. */
  predict(split: 'train' | 'test', count: number): Promise<HostTensor>;
  /** Statistics of every hidden layer over the first `count` training samples; medians take more time. */
  probe(count: number, medians?: boolean): Promise<LayerStatistics[]>;
  read(): Promise<State>;
  write(state: State): Promise<void>;
  close(): Promise<void>;
}
