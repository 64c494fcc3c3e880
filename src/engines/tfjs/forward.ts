/** @file Runs a forward graph over the first samples of a split, batch by batch, with the parameters as they stand. */
import { forwardBatch } from '../forward.ts';
import type { Forward, TrainerSpec } from '../trainer.ts';
import { batchOf } from './batch.ts';
import { type Program, program } from './interpret.ts';
import type { Tensors } from './step.ts';
import type { Tf } from './tf.ts';

/** Graphs are put in order once for each kind and batch size. */
export function forwardPasses(
  { network }: Pick<TrainerSpec, 'network'>,
  tf: Tf,
  state: () => Tensors,
): Forward {
  const most = forwardBatch(network);
  const programs = new Map<string, Program>();
  return async (kind, graph, split, count, visit) => {
    for (let first = 0; first < count; first += most) {
      const batch = Math.min(most, count - first);
      const key = `${kind} ${batch}`;
      const pass = programs.get(key) ?? program(graph(batch), true);
      programs.set(key, pass);
      const samples = Int32Array.from({ length: batch }, (_, i) => first + i);
      const taken = await batchOf(tf, split, samples, network.sampleShape);
      const results = tf.tidy(() => pass(tf, new Map([...state(), ...taken])));
      tf.dispose([...taken.values()]);
      const numbers: Record<string, Float32Array> = {};
      for (const [name, tensor] of Object.entries(results)) {
        numbers[name] = Float32Array.from(await tensor.data());
        tensor.dispose();
      }
      visit(numbers, first, batch);
    }
  };
}
