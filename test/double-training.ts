/** @file What a training comes to in double precision: its step computed node by node, as the ops' rows mean it. */
import { LABEL, LOSS, RATE, stateShapes, WRONG, X } from '../src/engines/graphs.ts';
import { trainingStep } from '../src/engines/onnx/step.ts';
import type { State, TrainerSpec } from '../src/engines/trainer.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import { size } from '../src/graph/expr.ts';
import { type Tensor, tensor } from '../src/graph/reference.ts';
import { maskShape, spreadMask } from '../src/network/dropout.ts';
import { maskSpecs } from '../src/network/masks.ts';
import { inOrder, tinyImages, tinyPrepared, tinyStart } from './tiny.ts';

/** Losses, errors and final state of a step for each rate, on samples in order, from a state that may lack what is 0 at the start. */
export function trainedInDouble(spec: TrainerSpec, rates: Float64Array, start: State = tinyStart(spec)) {
  const outputs = trainingStep(spec, spec.batchSize);
  const names = Object.keys(outputs);
  const { train, sampleShape } = spec.dataset;
  const [order, row] = [inOrder(spec, rates.length), size(sampleShape)];
  let state: Record<string, Tensor> = Object.fromEntries(
    [...stateShapes(spec)].map(([name, shape]) => [
      name,
      tensor(shape, start.get(name)?.data ?? new Float64Array(size(shape))),
    ]),
  );
  const [loss, wrong]: [number[], number[]] = [[], []];
  for (const [k, rate] of rates.entries()) {
    const samples = [...order.subarray(k * spec.batchSize, (k + 1) * spec.batchSize)];
    const { masks } = tinyPrepared(spec, 1, k);
    const drawn = maskSpecs(spec.network).map(({ name, shape }) => [
      name,
      tensor(maskShape(shape, samples.length), spreadMask(masks.get(name)!, samples.length * size(shape))),
    ]);
    const x = samples.flatMap((s) => [...tinyImages(train).subarray(s * row, (s + 1) * row)]);
    const results = evaluate(Object.values(outputs), {
      ...state,
      ...Object.fromEntries(drawn),
      [X]: tensor([samples.length, ...sampleShape], x),
      [LABEL]: tensor(
        [samples.length],
        samples.map((s) => train.labels[s]!),
      ),
      [RATE]: tensor([], [rate]),
    });
    const named = Object.fromEntries(names.map((name, i) => [name, results[i]!]));
    loss.push(named[LOSS]!.data[0]!);
    if (named[WRONG]) wrong.push(named[WRONG].data[0]!);
    state = { ...state, ...named };
  }
  return { loss, wrong, state };
}
