/** TensorFlow.js against onnxruntime over twenty steps: two differentiations, two libraries, the same training. And that it frees what it takes. */
import { expect, it } from 'vitest';
import { loadBackend } from '../src/engines/tfjs/load-backend.ts';
import type { TrainerSpec } from '../src/engines/trainer.ts';
import { evaluate } from '../src/measure/evaluate.ts';
import { predict } from '../src/measure/predict.ts';
import { unitMedians } from '../src/measure/unit-medians.ts';
import { ACTIVATIONS, type ActivationName } from '../src/network/activations.ts';
import { openOn } from './engines-present.ts';
import { thorough } from './thorough.ts';
import { inOrder, type TinyStacks, tinyPrepared, tinySpec } from './tiny.ts';

const STEPS = 20;
const HALF = STEPS / 2;
const rates = (steps: number, first = 0): Float64Array =>
  Float64Array.from({ length: steps }, (_, k) => 0.05 / (1 + 0.02 * (first + k)));
const momentum = { momentum: 0.9, weight_decay: 0.0005 };
const convolution: TinyStacks = { batch_norm: true, dropout: [0.1, 0.3, 0], dropout_on: 'all' };

/** Twins of what the paper trains: classifiers, reconstructions, autoencoders, convolutional networks. */
const TWINS: Readonly<Record<string, (activation: ActivationName) => TrainerSpec>> = {
  classifier: (name) => tinySpec({ hidden: [8, 8, 8], activation: { name } }),
  reconstruction: (name) =>
    tinySpec({ hidden: [9, 3, 9], activation: { name }, objective: 'mean_squared_error' }),
  autoencoder: (name) =>
    tinySpec({
      encoder: [9, 5, 3],
      activation: { name },
      objective: 'binary_cross_entropy',
      optimizer: momentum,
    }),
  convolutional: (name) => tinySpec({ convolution: {}, activation: { name }, optimizer: momentum }),
  'convolutional, batch norm and dropout': (name) =>
    tinySpec({ convolution, activation: { name }, optimizer: momentum }),
};

/** Every activation in a classifier, and every twin with ELU; npm run check:slow takes every activation in every twin. */
const cases = Object.entries(TWINS).flatMap(([twin, spec], i) =>
  (Object.keys(ACTIVATIONS) as ActivationName[])
    .filter((name) => i < thorough(1, Infinity) || name === 'elu')
    .map((name) => [twin, name, spec(name)] as const),
);

it.each(cases)('%s with %s: losses of 20 steps agree to 1e-4', async (_, _name, spec) => {
  const [onnx, tfjs] = [await openOn({ engine: 'onnx' }, spec), await openOn({ engine: 'tfjs:js' }, spec)];
  const prepared = tinyPrepared(spec, STEPS);
  const expected = await onnx.train(inOrder(spec, STEPS), rates(STEPS), prepared);
  const found = await tfjs.train(inOrder(spec, STEPS), rates(STEPS), prepared);
  found.loss.forEach((loss, k) => {
    expect(Math.abs(loss / expected.loss[k]! - 1), `step ${k}`).toBeLessThan(1e-4);
  });
  expect(found.error).toEqual(expected.error);
  const [a, b] = [
    await evaluate({ ...spec, trainer: onnx }, 'test'),
    await evaluate({ ...spec, trainer: tfjs }, 'test'),
  ];
  expect(Math.abs(b.loss / a.loss - 1)).toBeLessThan(1e-4);
  await Promise.all([onnx.close(), tfjs.close()]);
});

it.each(['onnx', 'tfjs:js'] as const)(
  'the other engine goes on from the state that %s wrote',
  async (first) => {
    const spec = TWINS['convolutional, batch norm and dropout']!('elu');
    const second = first === 'onnx' ? 'tfjs:js' : 'onnx';
    const [whole, begun, going] = [
      await openOn({ engine: first }, spec),
      await openOn({ engine: first }, spec),
      await openOn({ engine: second }, spec),
    ];
    const order = inOrder(spec, STEPS);
    const { loss } = await whole.train(order, rates(STEPS), tinyPrepared(spec, STEPS));
    const middle = HALF * spec.batchSize;
    await begun.train(order.subarray(0, middle), rates(HALF), tinyPrepared(spec, HALF));
    await going.write(await begun.read());
    const rest = await going.train(order.slice(middle), rates(HALF, HALF), tinyPrepared(spec, HALF, HALF));
    rest.loss.forEach((found, k) => {
      expect(Math.abs(found / loss[HALF + k]! - 1), `step ${HALF + k}`).toBeLessThan(1e-4);
    });
    await Promise.all([whole.close(), begun.close(), going.close()]);
  },
);

const linear = tinySpec({ hidden: [], batchSize: 1 });
it.each([
  ['a linear network', linear, 2000, 2],
  // Weights, γ, β and running statistics of three layers, an output layer, and the velocities of what is learned.
  ['a convolutional one', TWINS['convolutional, batch norm and dropout']!('elu'), 5, 17 + 11],
] as const)(
  'TensorFlow.js holds no more tensors after all its work on %s than after one step',
  async (_, spec, many, tensors) => {
    const tf = await loadBackend('js', 1);
    const before = tf.memory().numTensors;
    const trainer = await openOn({ engine: 'tfjs:js' }, spec);
    const opened = tf.memory().numTensors;
    const use = async (steps: number) => {
      await trainer.train(inOrder(spec, steps), rates(steps), tinyPrepared(spec, steps));
      await evaluate({ ...spec, trainer }, 'test');
      await predict({ ...spec, trainer }, 'test', 3);
      await unitMedians({ ...spec, trainer }, 9);
      await trainer.write(await trainer.read());
      return tf.memory().numTensors;
    };
    expect(await use(1)).toBe(opened);
    expect(await use(many)).toBe(opened);
    expect(opened - before).toBe(tensors);
    await trainer.close();
    expect(tf.memory().numTensors).toBe(before);
  },
);
