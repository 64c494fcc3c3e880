/** @file The Trainer on TensorFlow.js. */
import { size } from '../../graph/expr.ts';
import { maskShape, spreadMask } from '../../network/dropout.ts';
import { maskSpecs } from '../../network/masks.ts';
import { stoppable } from '../forward.ts';
import { stateShapes } from '../graphs.ts';
import { preparedFor } from '../prepared.ts';
import type { Prepared, State, Trainer, TrainerSpec } from '../trainer.ts';
import { batchOf, givenBatch } from './batch.ts';
import { forwardPasses } from './forward.ts';
import { type Tensors, trainingStep } from './step.ts';
import type { Tensor, Tf } from './tf.ts';

/** Keeps the state on the backend and the data set in host memory. */
export function createTrainer(spec: TrainerSpec, tf: Tf, device: string): Trainer {
  const { dataset, batchSize, network } = spec;
  const { sampleShape } = dataset;
  const shapes = stateShapes(spec);
  const masks = maskSpecs(network);
  const step = trainingStep(tf, spec, batchSize);
  let state = fresh(tf, shapes);

  /** What a step takes beside the state. */
  const given = async (chosen: Int32Array, { images, masks: drawn }: Prepared): Promise<Tensors> => {
    const batch = images
      ? givenBatch(tf, images, dataset.train, chosen, sampleShape)
      : await batchOf(tf, dataset.train, chosen, sampleShape);
    const units = masks.map(({ name, shape }) => {
      const bytes = spreadMask(drawn.get(name)!, batchSize * size(shape));
      return [name, tf.tensor(bytes, [...maskShape(shape, batchSize)], 'bool')] as const;
    });
    return new Map([...batch, ...units]);
  };

  return {
    device,

    async train(samples, rates, prepared = { masks: new Map() }) {
      const [losses, wrongs]: [Tensor[], Tensor[]] = [[], []];
      for (const [k, rate] of rates.entries()) {
        const chosen = samples.subarray(k * batchSize, (k + 1) * batchSize);
        const taken = await given(chosen, preparedFor(prepared, k, rates.length));
        const { state: next, loss, wrong } = step(state, taken, rate);
        losses.push(loss);
        if (wrong) wrongs.push(wrong);
        for (const [name, tensor] of state) if (next.get(name) !== tensor) tensor.dispose();
        tf.dispose([...taken.values()]);
        state = next;
      }
      const error = wrongs.length > 0 ? await series(tf, wrongs) : undefined;
      return { loss: await series(tf, losses), ...(error && { error }) };
    },

    forward: stoppable(
      forwardPasses(spec, tf, () => state),
      spec.stop,
    ),

    async read() {
      const read = [...state].map(
        async ([name, tensor]) =>
          [name, { shape: shapes.get(name)!, data: Float32Array.from(await tensor.data()) }] as const,
      );
      return new Map(await Promise.all(read));
    },

    async write(values: State) {
      tf.dispose([...state.values()]);
      state = fresh(tf, shapes, values);
    },

    async close() {
      tf.dispose([...state.values()]);
      state = new Map();
    },
  };
}

/** The numbers of scalars, which are disposed of. */
async function series(tf: Tf, scalars: Tensor[]): Promise<Float64Array> {
  const all = tf.stack(scalars);
  tf.dispose(scalars);
  const numbers = Float64Array.from(await all.data());
  all.dispose();
  return numbers;
}

/** State tensors with the given values; what is not given, such as velocities at a fresh start, is zero. */
function fresh(tf: Tf, shapes: ReadonlyMap<string, readonly number[]>, given?: State): Tensors {
  return new Map(
    [...shapes].map(([name, shape]) => [
      name,
      tf.tensor(given?.get(name)?.data.slice() ?? new Float32Array(size(shape)), [...shape]),
    ]),
  );
}
