/** @file The graphs that every engine starts from, as expressions: the forward pass of a training step with its loss, an evaluation batch, a probe batch. None is differentiated. */
import { type Expr, input, size } from '../graph/expr.ts';
import { mul, reduceSum, reshape, transpose } from '../graph/ops.ts';
import { validate } from '../graph/validate.ts';
import { batchMean, lossRow } from '../network/losses.ts';
import { forward, isLearned, parameterSpecs } from '../network/network.ts';
import { type Learned, optimizerState } from '../network/optimizers.ts';
import type { TrainerSpec } from './trainer.ts';

/** What a graph computes, by name. */
export type Outputs = Readonly<Record<string, Expr>>;

export type ModelSpec = Pick<TrainerSpec, 'network' | 'objective' | 'optimizer'>;

/** Names of a step's inputs beside the state, and of its outputs beside the new state. */
export const X = 'x';
export const LABEL = 'label';
export const RATE = 'rate';
export const LOSS = 'loss';
export const WRONG = 'wrong';
/** Name of the output of a prediction batch. */
export const PREDICTION = 'prediction';

/** Shapes of the network's tensors and of the optimiser's by name: the network's first, in the order of the forward pass. */
export function stateShapes({
  network,
  optimizer,
}: Pick<ModelSpec, 'network' | 'optimizer'>): Map<string, readonly number[]> {
  const tensors = parameterSpecs(network);
  const learned = tensors.filter(isLearned);
  const names = learned.map(({ name }) => name);
  const extra = optimizerState(optimizer, names).map((name, i) => [name, learned[i]!.shape] as const);
  return new Map([...tensors.map(({ name, shape }) => [name, shape] as const), ...extra]);
}

function model(
  { network, objective }: ModelSpec,
  batch: number,
  mode: 'training' | 'evaluation' = 'evaluation',
) {
  const x = input(X, [batch, ...network.sampleShape]);
  const pass = forward(network, x, mode);
  const row = lossRow(objective);
  // The output has one axis, an image may have three.
  const flat = x.shape.length === 2 ? x : reshape(x, [batch, size(network.sampleShape)]);
  const target = row.target === 'label' ? input(LABEL, [batch], 'int64') : flat;
  return { pass, perSample: row.perSample(pass.output, target), wrong: row.wrong?.(pass.output, target) };
}

/** The same outputs, validated. */
export const checked = (outputs: Outputs): Outputs => {
  validate(Object.values(outputs));
  return outputs;
};

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
  const { pass, perSample, wrong } = model(spec, batch, 'training');
  const state = new Map(
    [...stateShapes(spec)].map(([name, shape]) => [name, pass.parameters.get(name) ?? input(name, shape)]),
  );
  const learned = parameterSpecs(spec.network)
    .filter(isLearned)
    .map(({ name, role }) => ({
      name,
      value: state.get(name)!,
      decays: role === 'weight' || spec.optimizer.decayBiases === true,
    }));
  return {
    loss: batchMean(perSample),
    ...(wrong && { wrong: batchMean(wrong) }),
    learned,
    state,
    next: pass.next,
  };
}

/** Sums over a batch: `loss` and, where there are classes, `wrong`. */
export function evaluationBatch(spec: ModelSpec, batch: number): Outputs {
  const { perSample, wrong } = model(spec, batch);
  return checked({ [LOSS]: reduceSum(perSample, [0]), ...(wrong && { [WRONG]: reduceSum(wrong, [0]) }) });
}

/**
 * The hidden activation layers, in order: their numbers of units, and at how many places a sample has an activation of each. A unit of a
 * convolutional layer is a channel, and its places are those of the map; any other unit has one.
 */
export function hiddenLayers(
  network: TrainerSpec['network'],
): { readonly layer: string; readonly units: number; readonly places: number }[] {
  const pass = forward(network, input(X, [1, ...network.sampleShape]));
  return [...pass.activations].map(([layer, { shape }]) => ({
    layer,
    units: shape[1]!,
    places: size(shape.slice(2)),
  }));
}

/** Activations of every hidden layer as [batch · places, units]. */
function activations(spec: ModelSpec, batch: number): Map<string, Expr> {
  const { pass } = model(spec, batch);
  const rows = (value: Expr): Expr => {
    const [, units, ...map] = value.shape;
    const last = map.length === 0 ? value : transpose(value, [0, ...map.map((_, i) => i + 2), 1]);
    return reshape(last, [batch * size(map), units!]);
  };
  return new Map([...pass.activations].map(([layer, value]) => [layer, rows(value)]));
}

/** Mean over a batch of every unit of every hidden layer, [units], by layer name. */
export const meanBatch = (spec: ModelSpec, batch: number): Outputs =>
  checked(
    Object.fromEntries(
      [...activations(spec, batch)].map(([layer, value]) => [
        layer,
        mul(reduceSum(value, [0]), 1 / value.shape[0]!),
      ]),
    ),
  );

/** Every activation of every hidden layer, [units, batch · places], by layer name. */
export const activationBatch = (spec: ModelSpec, batch: number): Outputs =>
  checked(
    Object.fromEntries([...activations(spec, batch)].map(([layer, value]) => [layer, transpose(value)])),
  );

/** What the network makes of a batch: `prediction`, [batch, outputs]. */
export const predictionBatch = (spec: ModelSpec, batch: number): Outputs =>
  checked({ [PREDICTION]: lossRow(spec.objective).prediction(model(spec, batch).pass.output) });
