/** @file Several runs as one graph on a GPU against the CPU, which trains each by itself. That no node is computed on the CPU the device's sessions see to. */
import { expect, it } from 'vitest';
import { isReplicaEngine } from '../src/engines/engine.ts';
import { ENGINES, type EngineName } from '../src/engines/engines.ts';
import type { TrainerSpec } from '../src/engines/trainer.ts';
import { evaluate } from '../src/measure/evaluate.ts';
import { ACTIVATIONS, type ActivationName } from '../src/network/activations.ts';
import { initialParameters } from '../src/network/init.ts';
import { inOrder, tinyPrepared, tinySpec } from './tiny.ts';
import { describeSoftware, SOFTWARE } from './webgpu.ts';

const STEPS = 12;

/** Losses of some steps of each run, then its loss over the test set. */
async function trained(engineName: EngineName, specs: readonly TrainerSpec[]): Promise<number[][]> {
  const engine = await ENGINES[engineName].load();
  if (!isReplicaEngine(engine)) throw new Error(`${engineName} trains single runs`);
  const replicas = await engine.createReplicas(specs);
  for (const [run, { network }] of specs.entries())
    await replicas.write(run, initialParameters(network, { seed: 7, run }));
  const steps = specs.map((spec, run) => ({
    samples: inOrder(spec, STEPS + run).subarray(run * spec.batchSize),
    rates: new Float64Array(STEPS).fill(0.01 * (run + 1)),
    prepared: tinyPrepared(spec, STEPS, 100 * run),
  }));
  const results = await replicas.train(steps);
  const losses: number[][] = [];
  for (const [run, { loss }] of results.entries()) {
    const tested = await evaluate({ ...specs[run]!, trainer: { forward: replicas.forward(run) } }, 'test');
    losses.push([...loss, tested.loss]);
  }
  await replicas.close();
  return losses;
}

type Tiny = NonNullable<Parameters<typeof tinySpec>[0]>;
const names: readonly ActivationName[] = ['elu', 'relu', 'elu'];
const runsOf = (tiny: Tiny, activations = names): TrainerSpec[] =>
  activations.map((name) => tinySpec({ ...tiny, activation: { name } }));

const convolution = { batch_norm: true, dropout: [0.1, 0.3, 0], dropout_on: 'all' } as const;
const optimizer = { momentum: 0.9, weight_decay: 0.0005 };
const TWINS: Readonly<Record<string, readonly TrainerSpec[]>> = {
  'a classifier, with every activation': runsOf({}, Object.keys(ACTIVATIONS) as ActivationName[]),
  'an autoencoder': runsOf({
    encoder: [9, 5, 3],
    objective: 'mean_squared_error',
    optimizer: { name: 'adam' },
  }),
  'a convolutional network': runsOf({ convolution, optimizer }),
  'one without rules': runsOf({ convolution, optimizer, rules: 'none' }),
};

describeSoftware(() => {
  it.each(Object.entries(TWINS))('%s trains as on the CPU', async (_, specs) => {
    const [cpu, gpu] = [await trained('onnx', specs), await trained(SOFTWARE, specs)];
    for (const [run, losses] of gpu.entries())
      losses.forEach((loss, k) => {
        expect(Math.abs(loss - cpu[run]![k]!), `run ${run}, ${k}`).toBeLessThan(1e-3 * Math.max(1, loss));
      });
  });
});
