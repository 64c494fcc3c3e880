/** @file Forward passes in double precision by the graph's own evaluator: what engines give, without an engine. */
import { LABEL, X } from '../src/engines/graphs.ts';
import type { State, Trainer } from '../src/engines/trainer.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import { size } from '../src/graph/expr.ts';
import { type Tensor, tensor } from '../src/graph/reference.ts';
import type { Network } from '../src/network/network.ts';

/** Batches of `most` samples; `kinds` has the name of each graph that was asked for. */
export const referencePasses = (
  network: Network,
  state: State,
  most = 5,
): Pick<Trainer, 'forward'> & { readonly kinds: string[] } => {
  const tensors: Record<string, Tensor> = Object.fromEntries(
    [...state].map(([name, { shape, data }]) => [name, tensor(shape, data)]),
  );
  const kinds: string[] = [];
  return {
    kinds,
    async forward(kind, graph, { labels, read }, count, visit) {
      kinds.push(kind);
      const sample = size(network.sampleShape);
      for (let first = 0; first < count; first += most) {
        const batch = Math.min(most, count - first);
        const outputs = graph(batch);
        const images = new Float32Array(batch * sample);
        await read(
          Int32Array.from({ length: batch }, (_, i) => first + i),
          images,
        );
        const values = evaluate(Object.values(outputs), {
          ...tensors,
          [X]: tensor([batch, ...network.sampleShape], images),
          [LABEL]: tensor([batch], labels.subarray(first, first + batch)),
        });
        const results = Object.keys(outputs).map((name, i) => [name, Float32Array.from(values[i]!.data)]);
        visit(Object.fromEntries(results), first, batch);
      }
    },
  };
};
