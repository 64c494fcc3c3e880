/** @file Runs a forward graph over the first samples of a split, batch by batch, with the parameters as they stand. */

import type { Split } from '../../data/dataset.ts';
import type { Network } from '../../network/network.ts';
import { forwardBatch } from '../forward.ts';
import { LABEL, type Outputs, X } from '../graphs.ts';
import type { RuleChoice } from '../rule-names.ts';
import type { Forward } from '../trainer.ts';
import { compileGraph } from './compile.ts';
import type { Device } from './device.ts';
import { largestTensor } from './rules/rule.ts';
import { applyRules } from './rules/rules.ts';
import { LARGE, type ort } from './session.ts';
import { type Samples, samplesOf } from './split.ts';

/** Passes that end: their compiled graphs are released. */
export interface CompiledForward {
  readonly forward: Forward;
  close(): Promise<void>;
}

interface ForwardSpec {
  readonly device: Device;
  readonly network: Network;
  readonly threads: number;
  readonly rules: RuleChoice;
  /** The tensors of the moment, by name. */
  readonly state: () => ReadonlyMap<string, ort.Tensor>;
}

interface Pass {
  readonly kind: string;
  readonly graph: (batch: number) => Outputs;
  /** Sessions that end with it, by kind and batch size. */
  readonly ofPass: Map<string, ort.InferenceSession>;
}

/**
 * Graphs are compiled once for each kind and batch size. Those of large tensors are compiled anew for each pass, which takes far longer: else each
 * would keep the memory that it once took while others compute, for a convolutional network as much as training takes.
 */
export function forwardPasses({ device, network, threads, rules, state }: ForwardSpec): CompiledForward {
  const most = forwardBatch(network);
  const kept = new Map<string, ort.InferenceSession>();
  const splits = new WeakMap<Split, Samples>();

  /** The tensors of a split, made once. */
  const tensorsOf = (split: Split): Samples => {
    const made = splits.get(split) ?? samplesOf(split, network.sampleShape);
    splits.set(split, made);
    return made;
  };

  /** A session for batches of a size; one that is not kept is put among those of the pass. */
  async function session({ kind, graph, ofPass }: Pass, batch: number): Promise<ort.InferenceSession> {
    const key = `${kind} ${batch}`;
    const known = kept.get(key) ?? ofPass.get(key);
    if (known !== undefined) return known;
    const outputs = applyRules(graph(batch), rules, device);
    const largest = largestTensor(outputs);
    const made = await compileGraph(kind, outputs, { device, threads, largest });
    (largest < LARGE ? kept : ofPass).set(key, made);
    return made;
  }

  return {
    async forward(kind, graph, split, count, visit) {
      const pass: Pass = { kind, graph, ofPass: new Map() };
      try {
        for (let first = 0; first < count; first += most) {
          const batch = Math.min(most, count - first);
          const compiled = await session(pass, batch);
          const data = await tensorsOf(split).slice(first, batch);
          const feeds = new Map([...state(), [X, data.images], [LABEL, data.labels]]);
          const results = await compiled.run(
            Object.fromEntries(compiled.inputNames.map((name) => [name, feeds.get(name)!])),
          );
          const numbers = Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]);
          visit(Object.fromEntries(numbers), first, batch);
        }
      } finally {
        await released(pass.ofPass);
      }
    },
    async close() {
      await released(kept);
    },
  };
}

const released = (sessions: ReadonlyMap<string, ort.InferenceSession>) =>
  Promise.all([...sessions.values()].map((made) => made.release()));
