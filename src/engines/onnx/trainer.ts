/** @file The Trainer on onnxruntime's CPU provider. */
import { size } from '../../graph/expr.ts';
import { LOSSES } from '../../network/losses.ts';
import { maskSpecs } from '../../network/masks.ts';
import { stoppable } from '../forward.ts';
import { LOSS, stateShapes, WRONG } from '../graphs.ts';
import type { State, Trainer, TrainerSpec } from '../trainer.ts';
import { forwardPasses } from './forward.ts';
import {
  after,
  BATCHES,
  before,
  IMAGES,
  LABELS,
  loopModel,
  masksOf,
  ORDER,
  RATES,
  STEPS,
} from './programs/loop-model.ts';
import { largestTensor } from './rules/rule.ts';
import { applyRules } from './rules/rules.ts';
import { booleans, createSession, floats, integers, LARGE, longs, type ort } from './session.ts';
import { resident } from './split.ts';
import { trainingStep } from './step.ts';

/** Compiles the training step and keeps the data set and the state ready for it. */
export async function createTrainer(spec: TrainerSpec, device: string): Promise<Trainer> {
  const { network, dataset, threads, rules, batchSize, givenBatches: batches = false } = spec;
  const shapes = stateShapes(spec);
  const labels = LOSSES[spec.objective].target === 'label';
  const { sampleShape } = dataset;
  const samples = resident(dataset.train, sampleShape);

  const step = applyRules(trainingStep(spec, batchSize), rules);
  const hasErrors = WRONG in step;
  const masks = maskSpecs(network);
  const largest = largestTensor(step);
  const given = { labels, batches, masks, large: largest >= LARGE };
  const model = loopModel({ step, state: shapes, sampleShape, batch: batchSize, ...given });
  const training = await createSession(model, threads, largest);

  let state = fresh(shapes);
  const passes = forwardPasses({ network, shapes, threads, rules, state: () => Object.fromEntries(state) });

  return {
    device,

    async train(order, rates, prepared) {
      const steps = rates.length;
      const feeds: Record<string, ort.Tensor> = {
        ...(batches
          ? { [BATCHES]: floats(prepared!.images!, [steps, batchSize, ...sampleShape]) }
          : { [IMAGES]: samples.images() }),
        ...(labels && { [LABELS]: samples.labels }),
        [ORDER]: integers(order, [steps, batchSize]),
        [RATES]: floats(Float32Array.from(rates), [steps]),
        [STEPS]: longs(BigInt64Array.of(BigInt(steps)), []),
      };
      for (const { name, shape } of masks)
        feeds[masksOf(name)] = booleans(prepared!.masks.get(name)!, [steps, batchSize, ...shape]);
      for (const [name, tensor] of state) feeds[before(name)] = tensor;
      const results = await training.run(feeds);
      state = new Map([...shapes.keys()].map((name) => [name, results[after(name)]!]));
      const series = (name: string) => Float64Array.from(results[name]!.data as Float32Array);
      return { loss: series(LOSS), ...(hasErrors && { error: series(WRONG) }) };
    },

    forward: stoppable(passes.forward, spec.stop),

    async read() {
      const copy = (tensor: ort.Tensor) => Float32Array.from(tensor.data as Float32Array);
      return new Map(
        [...state].map(([name, tensor]) => [name, { shape: shapes.get(name)!, data: copy(tensor) }]),
      );
    },

    async write(given: State) {
      state = fresh(shapes, given);
    },

    async close() {
      await Promise.all([training.release(), passes.close()]);
    },
  };
}

/** State tensors with the given values; what is not given, such as velocities at a fresh start, is zero. */
function fresh(shapes: ReadonlyMap<string, readonly number[]>, given?: State): Map<string, ort.Tensor> {
  return new Map(
    [...shapes].map(([name, shape]) => [
      name,
      floats(given?.get(name)?.data.slice() ?? new Float32Array(size(shape)), shape),
    ]),
  );
}
