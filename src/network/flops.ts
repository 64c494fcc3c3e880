/** @file Arithmetic and memory of a training step, counted in its graph: what its matrix products, convolutions and update take. */
import { type Expr, input, size, topological } from '../graph/expr.ts';
import { gradients } from '../graph/grad.ts';
import { isOp, OPS, reduceSum } from '../graph/ops.ts';
import { forward, isLearned, type Network, parameterSpecs } from './network.ts';
import type { OptimizerSpec } from './optimizers.ts';
import { decays, optimizerState, updates } from './update.ts';

/** Multiplications and additions of one node; 0 for ops that pass over memory. */
const flopsOf = (node: Expr): number =>
  isOp(node) ? (OPS[node.op].flops?.(node.inputs, node.shape) ?? 0) : 0;

const total = (outputs: readonly Expr[]): number =>
  topological(outputs).reduce((sum, node) => sum + flopsOf(node), 0);

/** Forward pass of a batch, as it is evaluated. */
export const forwardFlops = (network: Network, batch: number): number =>
  total([forward(network, input('x', [batch, ...network.sampleShape])).output]);

/** Forward and backward pass of a batch. */
export function stepFlops(network: Network, batch: number): number {
  const { output, parameters } = forward(network, input('x', [batch, ...network.sampleShape]), 'training');
  const learned = parameterSpecs(network).filter(isLearned);
  const scalar = reduceSum(output, [0, 1]);
  const slopes = gradients(
    scalar,
    learned.map(({ name }) => parameters.get(name)!),
  );
  return total([scalar, ...slopes]);
}

/** Numbers that training learns. */
export const parameterCount = (network: Network): number =>
  parameterSpecs(network)
    .filter(isLearned)
    .reduce((sum, { shape }) => sum + size(shape), 0);

/** Numbers of all tensors that a checkpoint keeps: parameters, running statistics, and what the optimiser keeps. */
export function stateNumbers(network: Network, optimizer: OptimizerSpec): number {
  const tensors = parameterSpecs(network);
  const kept = optimizerState(optimizer, tensors.filter(isLearned));
  return [...tensors.map(({ shape }) => shape), ...kept.values()].reduce(
    (sum, shape) => sum + size(shape),
    0,
  );
}

/** What an optimiser takes to make the next state of the gradients: an operation a number of each node of its update. */
export function updateFlops(network: Network, optimizer: OptimizerSpec): number {
  const specs = parameterSpecs(network).filter(isLearned);
  const kept = optimizerState(optimizer, specs);
  const next = updates(optimizer, {
    rate: input('rate', []),
    learned: specs.map((spec) => ({
      name: spec.name,
      value: input(spec.name, spec.shape),
      decays: decays(spec, optimizer),
    })),
    kept: (name) => input(name, kept.get(name)!),
    gradients: () => specs.map(({ name, shape }) => input(`gradient/${name}`, shape)),
  });
  return topological([...next.values()])
    .filter(({ inputs }) => inputs.length > 0)
    .reduce((sum, { shape }) => sum + size(shape), 0);
}

/** Numbers that the forward pass makes of one sample. */
export function activationNumbers(network: Network): number {
  const x = input('x', [1, ...network.sampleShape]);
  const made = new Set<Expr>([x]);
  let sum = 0;
  for (const node of topological([forward(network, x).output]))
    if (node.inputs.some((operand) => made.has(operand))) {
      made.add(node);
      sum += size(node.shape);
    }
  return sum;
}
