/** @file Step program: K steps a call, by an ONNX Loop; the state comes to the host after them. */
import { size } from '../../../shape.ts';
import { LOSS, WRONG } from '../../graphs.ts';
import type { Prepared, State } from '../../trainer.ts';
import type { OpenProgram, StepProgram, StepSpec } from '../device.ts';
import { largestTensor } from '../rules/rule.ts';
import { createSession, floats, integers, LARGE, longs, type ort } from '../session.ts';
import { type Samples, samplesOf } from '../split.ts';
import { type LoopImages, loopImages } from './loop-images.ts';
import { maskFeeds } from './loop-masks.ts';
import { after, BATCHES, before, LABELS, loopModel, ORDER, RATES, STEPS } from './loop-model.ts';
import { residentImages } from './loop-resident.ts';
import { fresh } from './state.ts';

/** K steps on the processor, which reads the data set where it lies. */
export const openLoop: OpenProgram = (spec) => open(spec, { gpu: false });
/**
 * K steps on a GPU, which is sent the data set once. Shapes are not hidden from it: computed there, each would come back to the host in every
 * step, and its memory is large.
 */
export const openLoopOnGpu: OpenProgram = (spec) => open(spec, { gpu: true });

/** Compiles the Loop and keeps the data set ready for it. */
async function open(spec: StepSpec, { gpu }: { readonly gpu: boolean }): Promise<StepProgram> {
  const { step, state: shapes, device, threads } = spec;
  const samples = samplesOf(spec.samples, spec.sampleShape);
  const lying = spec.givenBatches ? undefined : imagesOf(spec);
  const images = lying && gpu ? residentImages(lying) : lying;
  const largest = largestTensor(step);
  const model = loopModel({ ...spec, images, large: !gpu && largest >= LARGE });
  const session = await createSession(model, { device, threads, largest });
  let state = fresh(shapes);

  return {
    state: () => state,

    async train(order, rates, prepared) {
      const feeds = inputsOf(spec, { samples, images, order, rates, prepared });
      for (const [name, tensor] of state) feeds[before(name)] = tensor;
      const results = await session.run(feeds);
      state = new Map([...shapes.keys()].map((name) => [name, results[after(name)]!]));
      const series = (name: string) => Float64Array.from(results[name]!.data as Float32Array);
      return { loss: series(LOSS), ...(WRONG in step && { error: series(WRONG) }) };
    },

    async read(): Promise<State> {
      const copy = (tensor: ort.Tensor) => Float32Array.from(tensor.data as Float32Array);
      return new Map(
        [...state].map(([name, tensor]) => [name, { shape: shapes.get(name)!, data: copy(tensor) }]),
      );
    },

    async write(given) {
      state = fresh(shapes, given);
    },

    close: () => session.release(),
  };
}

/** The Loop gathers from images in memory; those of any other data set are given batch by batch. */
function imagesOf({ samples, sampleShape }: StepSpec): LoopImages {
  if (samples.resident) return loopImages(samples.resident, sampleShape);
  throw new Error('images that do not lie in memory must be given');
}

/** Everything that a call of the Loop takes, but the state. */
function inputsOf(
  { labels, masks, batch, runs, sampleShape }: StepSpec,
  of: {
    readonly samples: Samples;
    readonly images: LoopImages | undefined;
    readonly order: Int32Array;
    readonly rates: Float64Array;
    readonly prepared: Prepared | undefined;
  },
): Record<string, ort.Tensor> {
  const { samples, images, order, rates, prepared } = of;
  const steps = rates.length / size(runs);
  return {
    ...(images?.feeds ?? { [BATCHES]: floats(prepared!.images!, [steps, batch, ...sampleShape]) }),
    ...(labels && { [LABELS]: samples.labels }),
    [ORDER]: integers(order, [steps, batch]),
    [RATES]: floats(Float32Array.from(rates), [steps, ...runs]),
    [STEPS]: longs(BigInt64Array.of(BigInt(steps)), []),
    ...maskFeeds(masks, prepared, steps),
  };
}
