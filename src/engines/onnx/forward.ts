/** @file Runs a forward graph over the first samples of a split, batch by batch, with the parameters as they stand. */
import { type Expr, input, size, topological } from '../../graph/expr.ts';
import { forward, type Network } from '../../network/network.ts';
import { batchModel } from './batch.ts';
import { largestTensor, type Outputs } from './rules/rule.ts';
import { applyRules } from './rules/rules.ts';
import { createSession, type ort } from './session.ts';
import type { Resident } from './split.ts';
import { LABEL, X } from './step.ts';

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

export type Tensors = Readonly<Record<string, ort.Tensor>>;

export interface Forward {
  /** Calls `visit` with the outputs of `graph` for each batch of the first `count` samples; the last batch may be smaller. */
  run(
    kind: string,
    graph: (batch: number) => Outputs,
    split: Resident,
    count: number,
    visit: (results: Tensors, first: number, batch: number) => void,
  ): Promise<void>;
  close(): Promise<void>;
}

interface ForwardSpec {
  readonly network: Network;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly threads: number;
  readonly rules: 'all' | 'none' | readonly string[];
  /** The tensors of the moment, by name. */
  readonly state: () => Tensors;
}

/** Graphs are compiled once for each kind and batch size. */
export function forwardPasses({ network, shapes, threads, rules, state }: ForwardSpec): Forward {
  const most = forwardBatch(network);
  const sessions = new Map<string, ort.InferenceSession>();

  async function session(
    kind: string,
    graph: (batch: number) => Outputs,
    batch: number,
  ): Promise<ort.InferenceSession> {
    const key = `${kind} ${batch}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const outputs = applyRules(graph(batch), rules);
    const model = batchModel({
      outputs,
      shapes,
      sampleShape: network.sampleShape,
      batch,
    });
    const made = await createSession(model, threads, largestTensor(outputs));
    sessions.set(key, made);
    return made;
  }

  return {
    async run(kind, graph, split, count, visit) {
      for (let first = 0; first < count; first += most) {
        const batch = Math.min(most, count - first);
        const compiled = await session(kind, graph, batch);
        const data = split.slice(first, batch);
        const feeds: Tensors = { ...state(), [X]: data.images, [LABEL]: data.labels };
        visit(
          await compiled.run(Object.fromEntries(compiled.inputNames.map((name) => [name, feeds[name]!]))),
          first,
          batch,
        );
      }
    },
    async close() {
      await Promise.all([...sessions.values()].map((made) => made.release()));
    },
  };
}
