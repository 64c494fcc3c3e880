/** @file What every engine's forward passes share: how many samples a batch has, and that they are given up when training is to stop. */
import { type Expr, input, size, topological } from '../graph/expr.ts';
import { forward, type Network } from '../network/network.ts';
import { X } from './graphs.ts';
import type { Forward } from './trainer.ts';

// Large enough for efficient products, small enough to stay in the cache.
const LARGEST_BATCH = 500;
/** Numbers in the largest tensor of a batch, 64 MB: a convolutional network's maps would take gigabytes. */
const LARGEST_TENSOR = 2 ** 24;

/** Samples in a batch of a forward pass. */
export function forwardBatch(network: Network): number {
  const x = input(X, [1, ...network.sampleShape]);
  const maps = new Set<Expr>([x]);
  for (const node of topological([forward(network, x).output]))
    if (node.inputs.some((operand) => maps.has(operand))) maps.add(node);
  const largest = Math.max(...[...maps].map(({ shape }) => size(shape)));
  return Math.max(1, Math.min(LARGEST_BATCH, Math.floor(LARGEST_TENSOR / largest)));
}

/** The same passes, given up after the batch during which `stop` is aborted. */
export const stoppable =
  (passes: Forward, stop: AbortSignal | undefined): Forward =>
  (kind, graph, split, count, visit) =>
    passes(kind, graph, split, count, (...results) => {
      stop?.throwIfAborted();
      visit(...results);
    });
