/** @file Several runs of one shape that an engine trains together: what it gives of them, and which runs can be together. */
import { isDeepStrictEqual } from 'node:util';
import { usageError } from '../errors.ts';
import type { Network } from '../network/network.ts';
import type { Forward, Prepared, State, StepResults, TrainerSpec } from './trainer.ts';

/** What one run takes in a call, as `Trainer.train` does. All of a call have equally many steps. */
export interface ReplicaSteps {
  readonly samples: Int32Array;
  readonly rates: Float64Array;
  readonly prepared?: Prepared;
}

/** Several runs of one shape, each with weights, batches and masks of its own; they are counted from 0, in the order of their specs. */
export interface Replicas {
  /** What computes, for environment.json. */
  readonly device: string;
  readonly count: number;
  /** One entry a replica; results in the same order. */
  train(steps: readonly ReplicaSteps[]): Promise<readonly StepResults[]>;
  /** As a Trainer's, of one of them. */
  forward(replica: number): Forward;
  read(replica: number): Promise<State>;
  write(replica: number, state: State): Promise<void>;
  close(): Promise<void>;
}

/** Layers with every activation function left out. */
const shapeOf = ({ layers, ...network }: Network) => ({
  ...network,
  layers: layers.map((layer) => (layer.kind === 'activation' ? { ...layer, function: undefined } : layer)),
});

/** What replicas must have in common, under the words for it. */
const common = (spec: TrainerSpec): Readonly<Record<string, unknown>> => ({
  network: shapeOf(spec.network),
  objective: spec.objective,
  optimizer: spec.optimizer,
  'batch size': spec.batchSize,
  'images that are given batch by batch': spec.givenBatches === true,
  'sample shape': spec.dataset.sampleShape,
  threads: spec.threads,
  'rewrite rules': spec.rules,
});

/**
 * @throws UserError (exit code 2) where runs differ in anything but their activation functions, and so can't be trained together.
 */
export function checkAlike(specs: readonly TrainerSpec[]): void {
  const [first, ...others] = specs;
  if (first === undefined) throw new Error('no replicas');
  const wanted = common(first);
  for (const [i, spec] of others.entries()) {
    const found = common(spec);
    const differs = Object.keys(wanted).filter((what) => !isDeepStrictEqual(found[what], wanted[what]));
    if (spec.dataset.train !== first.dataset.train) differs.push('training data');
    if (differs.length > 0)
      throw usageError(
        `run ${i + 2} of those to be trained together differs from the first in its ${differs.join(', ')}; expected runs that differ in seed and activation alone. Train others one by one, without --vectorize.`,
      );
  }
}

/** @throws Error where a call does not say for every replica, or not for equally many steps. */
export function checkSteps(steps: readonly ReplicaSteps[], count: number): void {
  if (steps.length !== count) throw new Error(`steps of ${steps.length} replicas; expected ${count}`);
  if (steps.some(({ rates }) => rates.length !== steps[0]!.rates.length))
    throw new Error('all replicas must take equally many steps');
}
