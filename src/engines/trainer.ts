/** @file What every engine gives: steps, forward passes, the state. No type of an engine's library is named outside its folder. */
import type { Augmentation, Augmentations } from '../data/batches/augment.ts';
import type { Dataset, Split } from '../data/dataset.ts';
import type { ModelSpec, Outputs } from './graphs.ts';
import type { RuleChoice } from './rule-names.ts';

/** A named tensor in host memory, in PyTorch's shape ([out, in] for a dense layer's weight, [out, in, kh, kw] for a convolution's). */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters and running statistics by name, in the order of the forward pass; optimiser state follows as `<parameter>.momentum`. */
export type State = ReadonlyMap<string, HostTensor>;

export interface TrainerSpec extends ModelSpec {
  readonly batchSize: number;
  /** Whether the images of every batch are given to `train`, instead of being taken from the training split. */
  readonly givenBatches?: boolean;
  /**
   * Said by who need not give batches: a trainer that has the images where it computes makes them then, says so (`makesBatches`), and is given
   * what is drawn for the augmentation, if there is one, instead of images.
   */
  readonly ownBatches?: { readonly augmentation?: Augmentation };
  readonly dataset: Dataset;
  /** Where a device that could keep images takes them from: its own memory or the host's; absent: its own, where there is room. */
  readonly images?: 'device' | 'host';
  readonly threads: number;
  /** Rewrite rules to apply; engines without rules ignore it. */
  readonly rules: RuleChoice;
  /** Once aborted, forward passes are given up after the batch that they are at, with the signal's reason; steps are not. */
  readonly stop?: AbortSignal;
}

/** What is made anew for each step of a call, in the steps' order. */
export interface Prepared {
  /** [steps, batchSize, ...sampleShape]; present where the trainer's spec says `givenBatches`, unless the trainer makes them. */
  readonly images?: Float32Array;
  /** What is drawn for the augmentation, one entry a sample; present where the trainer makes augmented batches. */
  readonly crops?: Augmentations;
  /** Of each mask that the network takes (network/masks.ts), by name: for each step as many bytes, whose bits are the units (network/dropout.ts). */
  readonly masks: ReadonlyMap<string, Uint8Array>;
}

/** One entry a step. `errors` is the fraction of wrong predictions, absent where the objective has no classes. */
export interface StepResults {
  readonly loss: Float64Array;
  readonly error?: Float64Array;
}

/** What a graph gave for a batch, by the names of its outputs. */
export type Results = Readonly<Record<string, Float32Array>>;

/**
 * Calls `visit` with what `graph` gives for each batch of the first `count` samples of a split, with the state as it stands; the last batch may be
 * smaller. The graph takes X, LABEL and tensors of the state (engines/graphs.ts). `kind` names it, so that it need not be made anew.
 */
export type Forward = (
  kind: string,
  graph: (batch: number) => Outputs,
  split: Split,
  count: number,
  visit: (results: Results, first: number, batch: number) => void,
) => Promise<void>;

export interface Trainer {
  /** What computes, for environment.json: `onnxruntime-node 1.30.0, cpu`. */
  readonly device: string;
  /** What the user should know of how it trains. */
  readonly remark?: string | undefined;
  /** Whether it makes batches where its spec says that they are given. */
  readonly makesBatches?: boolean;
  /**
   * Runs `rates.length` steps; `samples` holds batchSize indices into the training split for each, `rates` the learning rates, `prepared` what
   * else the steps take, if anything.
   */
  train(samples: Int32Array, rates: Float64Array, prepared?: Prepared): Promise<StepResults>;
  readonly forward: Forward;
  read(): Promise<State>;
  write(state: State): Promise<void>;
  close(): Promise<void>;
}
