/** @file Runs a forward graph over the first samples of a split, batch by batch, with the parameters as they stand. */

import type { Split } from '../../data/dataset.ts';
import type { Network } from '../../network/network.ts';
import { forwardBatch } from '../forward.ts';
import { LABEL, type Outputs, X } from '../graphs.ts';
import type { RuleChoice } from '../rule-names.ts';
import type { Forward } from '../trainer.ts';
import { compileGraph } from './compile.ts';
import type { Device, StepSpec } from './device.ts';
import type { DeviceImages } from './images/device-images.ts';
import { gatheredImages, keptFeeds, PLACES, placesOf } from './images/gathered.ts';
import { largestTensor } from './rules/rule.ts';
import { applyRules } from './rules/rules.ts';
import { LARGE, type ort } from './session.ts';
import { type Samples, samplesOf } from './split.ts';

/** Passes that end: their compiled graphs are released. */
export interface CompiledForward {
  readonly forward: Forward;
  close(): Promise<void>;
}

interface ForwardSpec extends Pick<StepSpec, 'images'> {
  readonly device: Device;
  readonly network: Network;
  readonly threads: number;
  readonly rules: RuleChoice;
  /** The tensors of the moment, by name. */
  readonly state: () => ReadonlyMap<string, ort.Tensor>;
}

/** What passes over a split take of it. */
interface Source {
  readonly samples: Samples;
  /** Its images where they lie on the device. */
  readonly there: DeviceImages | undefined;
  /** Tells the graphs of one split that lies there from those of another. */
  readonly mark: string;
}

interface Pass {
  readonly kind: string;
  readonly graph: (batch: number) => Outputs;
  readonly source: Source;
  /** Sessions that end with it, by kind and batch size. */
  readonly ofPass: Map<string, ort.InferenceSession>;
}

/**
 * Graphs are compiled once for each kind and batch size. On the host, those of large tensors are compiled anew for each pass, which takes far
 * longer: else each would keep the memory that it once took while others compute, for a convolutional network as much as training takes.
 */
export function forwardPasses(spec: ForwardSpec): CompiledForward {
  const { device, network, threads, rules, state, images } = spec;
  const { sampleShape } = network;
  const most = forwardBatch(network);
  const kept = new Map<string, ort.InferenceSession>();
  const sources = new Map<Split, Source>();

  async function sourceOf(split: Split): Promise<Source> {
    const known = sources.get(split);
    if (known) return known;
    const there = await images(split);
    const mark = there ? ` ${sources.size}` : '';
    const made = { samples: samplesOf(split, sampleShape), there, mark };
    sources.set(split, made);
    return made;
  }

  /** A session for batches of a size; one that is not kept is put among those of the pass. */
  async function session(
    { kind, graph, source, ofPass }: Pass,
    batch: number,
  ): Promise<ort.InferenceSession> {
    const { there, mark } = source;
    const key = `${kind} ${batch}${mark}`;
    const known = kept.get(key) ?? ofPass.get(key);
    if (known !== undefined) return known;
    const outputs = applyRules(graph(batch), rules, device);
    const parts = there ? [gatheredImages(there, [batch, ...sampleShape], X)] : [];
    const largest = largestTensor(outputs);
    const made = await compileGraph(kind, outputs, { device, threads, largest }, parts);
    (largest < LARGE || device.memory ? kept : ofPass).set(key, made);
    return made;
  }

  /** Images of some samples that follow each other, or where they lie. */
  async function imagesOf({ there, samples }: Source, first: number, batch: number) {
    if (there === undefined) return [[X, await samples.images(first, batch)]] as const;
    const places = Int32Array.from({ length: batch }, (_, i) => first + i);
    return [[PLACES, placesOf(there, places)], ...keptFeeds(there)] as const;
  }

  return {
    async forward(kind, graph, split, count, visit) {
      const source = await sourceOf(split);
      const pass: Pass = { kind, graph, source, ofPass: new Map() };
      try {
        for (let first = 0; first < count; first += most) {
          const batch = Math.min(most, count - first);
          const compiled = await session(pass, batch);
          const feeds = new Map([
            ...state(),
            ...(await imagesOf(source, first, batch)),
            [LABEL, source.samples.labelsOf(first, batch)],
          ]);
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
