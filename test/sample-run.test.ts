/** @file A few steps of an experiment, as they are tried and timed: the same on a device that makes its batches as on one that is given them. */
import { expect, it } from 'vitest';
import { expand } from '../src/config/expand.ts';
import { loadExperiment } from '../src/config/load.ts';
import type { Engine } from '../src/engines/engine.ts';
import { ENGINES } from '../src/engines/engines.ts';
import { openSample } from '../src/training/estimate/sample-run.ts';
import { stepwiseEngine } from './stepwise-device.ts';

const [plan] = expand(
  loadExperiment('configs/quick/cifar10.yaml', [
    ...['network.stacks=["1x3x3", "1x10x1"]', 'network.width=1', 'train.batch_size=4'],
    ...['variants.activation=[elu]', 'runs=1'],
  ]),
);
const FACTS = { sampleShape: [3072], imageSize: [32, 32], channels: 3, classes: 10 } as const;

async function losses(engine: Engine): Promise<Float64Array> {
  const sample = await openSample(plan!, FACTS, engine);
  const { loss } = await sample.train(3, 0.1);
  await sample.trainer.close();
  return loss;
}

it('crops and flips of the same samples', async () => {
  expect(plan!.experiment.dataset.augment).toBeTruthy();
  expect(await losses(stepwiseEngine)).toEqual(await losses(await ENGINES.onnx.load()));
});
