/** @file What every engine does by forward passes alone: evaluation, prediction, probes. An engine says how it runs a graph over samples. */
import type { Split } from '../data/dataset.ts';
import { type Expr, input, size, topological } from '../graph/expr.ts';
import { forward, type Network } from '../network/network.ts';
import { evaluationBatch, LOSS, type Outputs, PREDICTION, predictionBatch, WRONG, X } from './graphs.ts';
import { unitMeans, unitMedians } from './probe.ts';
import type { Trainer, TrainerSpec } from './trainer.ts';

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

export interface Forward {
  /**
   * Calls `visit` with the outputs of `graph` for each batch of the first `count` samples of a split; the last batch may be smaller. `kind`
   * names the graph, so that it need not be made anew.
   */
  run(
    kind: string,
    graph: (batch: number) => Outputs,
    split: Split,
    count: number,
    visit: (results: Readonly<Record<string, Float32Array>>, first: number, batch: number) => void,
  ): Promise<void>;
}

/** What a Trainer gives that needs no training. */
export function measurements(
  spec: TrainerSpec,
  passes: Forward,
): Pick<Trainer, 'evaluate' | 'predict' | 'probe'> {
  const { dataset } = spec;
  const forward = stoppable(passes, spec.stop);
  return {
    async evaluate(split, count = dataset[split].count) {
      let loss = 0;
      let wrong: number | undefined;
      await forward.run(
        'evaluation',
        (n) => evaluationBatch(spec, n),
        dataset[split],
        count,
        (results) => {
          loss += results[LOSS]![0]!;
          if (results[WRONG]) wrong = (wrong ?? 0) + results[WRONG][0]!;
        },
      );
      return { loss: loss / count, ...(wrong !== undefined && { error: wrong / count }) };
    },

    async predict(split, count) {
      const outputs = predictionBatch(spec, 1)[PREDICTION]!.shape[1]!;
      const data = new Float32Array(count * outputs);
      await forward.run(
        'prediction',
        (n) => predictionBatch(spec, n),
        dataset[split],
        count,
        (results, first) => data.set(results[PREDICTION]!, first * outputs),
      );
      return { shape: [count, outputs], data };
    },

    probe: (count, medians = false) =>
      (medians ? unitMedians : unitMeans)(spec, forward, dataset.train, count),
  };
}

/** The same passes, given up after the batch during which `stop` is aborted. */
const stoppable = (forward: Forward, stop: AbortSignal | undefined): Forward => ({
  run: (kind, graph, split, count, visit) =>
    forward.run(kind, graph, split, count, (...results) => {
      stop?.throwIfAborted();
      visit(...results);
    }),
});
