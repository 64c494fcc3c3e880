/** @file The graphs that every engine starts from, as expressions: a batch in its forward pass, and that of a training step with its loss. None is differentiated. */
import { type Expr, input, size } from '../graph/expr.ts';
import { reshape } from '../graph/ops.ts';
import { validate } from '../graph/validate.ts';
import { batchMean, type LossName, lossRow } from '../network/losses.ts';
import { type ForwardPass, forward, isLearned, type Network, parameterSpecs } from '../network/network.ts';
import type { OptimizerSpec } from '../network/optimizers.ts';
import { decays, type Learned, optimizerState } from '../network/update.ts';

/** What a graph computes, by name. */
export type Outputs = Readonly<Record<string, Expr>>;

export interface ModelSpec {
  readonly network: Network;
  readonly objective: LossName;
  readonly optimizer: OptimizerSpec;
}

/** Names of a step's inputs beside the state, and of its outputs beside the new state. */
export const X = 'x';
export const LABEL = 'label';
export const RATE = 'rate';
export const LOSS = 'loss';
export const WRONG = 'wrong';

/** Shapes of the network's tensors and of the optimiser's by name: the network's first, in the order of the forward pass. */
export function stateShapes({
  network,
  optimizer,
}: Pick<ModelSpec, 'network' | 'optimizer'>): Map<string, readonly number[]> {
  const tensors = parameterSpecs(network);
  const kept = optimizerState(optimizer, tensors.filter(isLearned));
  return new Map([...tensors.map(({ name, shape }) => [name, shape] as const), ...kept]);
}

/** A batch that goes through a network, and what its output is compared with: labels, [batch], or the inputs themselves, [batch, outputs]. */
export interface BatchPass extends ForwardPass {
  readonly target: Expr;
}

/** The forward pass of a batch, in a training step or as the network is evaluated. */
export function batchPass(
  { network, objective }: Pick<ModelSpec, 'network' | 'objective'>,
  batch: number,
  mode: 'training' | 'evaluation' = 'evaluation',
): BatchPass {
  const x = input(X, [batch, ...network.sampleShape]);
  // The output has one axis, an image may have three.
  const flat = x.shape.length === 2 ? x : reshape(x, [batch, size(network.sampleShape)]);
  const target = lossRow(objective).target === 'label' ? input(LABEL, [batch], 'int32') : flat;
  return { ...forward(network, x, mode), target };
}

/** The same outputs, validated. */
export function checked(outputs: Outputs): Outputs {
  validate(Object.values(outputs));
  return outputs;
}

/** A training step up to its loss: what an engine differentiates and learns from. */
export interface TrainingPass {
  /** Mean over the batch, a scalar. */
  readonly loss: Expr;
  /** Fraction of wrong predictions; absent where there are no classes. */
  readonly wrong?: Expr;
  /** The learned parameters, in the order of the forward pass. */
  readonly learned: readonly Learned[];
  /** The Input of every tensor of the state, by name. */
  readonly state: ReadonlyMap<string, Expr>;
  /** What the running statistics are after the step, by name. */
  readonly next: ReadonlyMap<string, Expr>;
}

/** The forward pass of a training step, which takes the masks of dropout as inputs beside the batch and the state. */
export function trainingPass(spec: ModelSpec, batch: number): TrainingPass {
  const pass = batchPass(spec, batch, 'training');
  const { perSample, wrong } = lossRow(spec.objective);
  const state = new Map(
    [...stateShapes(spec)].map(([name, shape]) => [name, pass.parameters.get(name) ?? input(name, shape)]),
  );
  const learned = parameterSpecs(spec.network)
    .filter(isLearned)
    .map((parameter) => ({
      name: parameter.name,
      value: state.get(parameter.name)!,
      decays: decays(parameter, spec.optimizer),
    }));
  return {
    loss: batchMean(perSample(pass.output, pass.target)),
    ...(wrong && { wrong: batchMean(wrong(pass.output, pass.target)) }),
    learned,
    state,
    next: pass.next,
  };
}
