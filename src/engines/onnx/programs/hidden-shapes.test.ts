/** @file A step whose shapes are hidden does the same, and onnxruntime learns them only when it runs. */
import { expect, it } from 'vitest';
import { inOrder, tinySpec, tinyStart } from '../../../../test/tiny.ts';
import { stateShapes } from '../../graphs.ts';
import { DEVICES } from '../devices.ts';
import { Constants, lower } from '../lower.ts';
import { applyRules } from '../rules/rules.ts';
import { createSession, floats, integers, longs } from '../session.ts';
import { samplesOf } from '../split.ts';
import { trainingStep } from '../step.ts';
import { hideShapes } from './hidden-shapes.ts';
import { loopImages } from './loop-images.ts';
import { after, before, LABELS, loopModel, ORDER, RATES, STEPS } from './loop-model.ts';

const spec = tinySpec({ hidden: [5, 4] });
const { dataset, batchSize } = spec;
const step = applyRules(trainingStep(spec, batchSize), 'all', DEVICES.cpu);
const state = stateShapes(spec);

/** Every state tensor after three steps. */
async function trained(large: boolean): Promise<Record<string, Float32Array>> {
  const images = loopImages(dataset.train.resident!, dataset.sampleShape);
  const shapes = {
    sampleShape: dataset.sampleShape,
    batch: batchSize,
    labels: true,
    images,
    runs: [],
    masks: [],
    large,
  };
  const session = await createSession(loopModel({ step, state, ...shapes }), {
    device: DEVICES.cpu,
    threads: 1,
  });
  const { labels } = samplesOf(dataset.train, dataset.sampleShape);
  const start = tinyStart(spec);
  const results = await session.run({
    ...images.feeds,
    [LABELS]: labels,
    [ORDER]: integers(inOrder(spec, 3), [3, batchSize]),
    [RATES]: floats(Float32Array.of(0.1, 0.1, 0.05), [3]),
    [STEPS]: longs(BigInt64Array.of(3n), []),
    ...Object.fromEntries(
      [...state].map(([name, shape]) => {
        const numbers = shape.reduce((product, extent) => product * extent, 1);
        return [before(name), floats(start.get(name)?.data ?? new Float32Array(numbers), shape)];
      }),
    ),
  });
  await session.release();
  return Object.fromEntries(
    [...state.keys()].map((name) => [name, Float32Array.from(results[after(name)]!.data as Float32Array)]),
  );
}

it('every tensor has the same bits', async () => {
  expect(await trained(true)).toEqual(await trained(false));
});

it('no Reshape of the body has a constant shape', () => {
  const constants = new Constants('c');
  const node = lower(step, constants);
  const graph = { name: 'body', node, initializer: constants.tensors, input: [], output: [] };
  const known = new Set(constants.tensors.map(({ name }) => name));
  const fixed = (nodes: typeof node) =>
    nodes.filter(({ opType, input }) => opType === 'Reshape' && known.has(input[1]!)).length;
  expect(fixed(node)).toBeGreaterThan(0);
  expect(fixed([...hideShapes(graph, STEPS).body.node])).toBe(0);
});
