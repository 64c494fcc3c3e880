/**
 * Losses of tiny networks, kept: a refactor must reproduce them, or its commit says why they moved. They are compared to one part in a million,
 * since processors with other vector units sum in another order. `GOLDEN=write npx vitest run test/golden` keeps new ones.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ENGINES, type EngineName } from '../src/engines/engines.ts';
import type { TrainerSpec } from '../src/engines/trainer.ts';
import { inOrder, tinyPrepared, tinySpec, tinyStart } from './tiny.ts';

const TWINS: Readonly<Record<string, TrainerSpec>> = {
  'mnist elu': tinySpec({ hidden: [8, 8, 8] }),
  'mnist relu': tinySpec({ hidden: [8, 8, 8], activation: { name: 'relu' } }),
  'mnist lrelu': tinySpec({ hidden: [8, 8, 8], activation: { name: 'lrelu' } }),
  'mnist elu, momentum, weight decay': tinySpec({
    hidden: [8, 8, 8],
    optimizer: { momentum: 0.9, weight_decay: 0.0005 },
  }),
  'reconstruction elu, squared error': tinySpec({ hidden: [9, 3, 9], objective: 'mean_squared_error' }),
  'reconstruction srelu, cross-entropy': tinySpec({
    hidden: [9, 3, 9],
    activation: { name: 'srelu' },
    objective: 'binary_cross_entropy',
  }),
  'autoencoder elu': tinySpec({ encoder: [9, 5, 3], objective: 'mean_squared_error' }),
  'autoencoder srelu': tinySpec({
    encoder: [9, 5, 3],
    activation: { name: 'srelu' },
    objective: 'mean_squared_error',
  }),
  'cifar elu': tinySpec({ convolution: {} }),
  'cifar relu, batch norm, momentum, weight decay': tinySpec({
    convolution: { batch_norm: true },
    activation: { name: 'relu' },
    optimizer: { momentum: 0.9, weight_decay: 0.0005 },
  }),
  'cifar elu, dropout, average pooling, explicit padding': tinySpec({
    convolution: { dropout: [0.1, 0.5, 0], dropout_on: 'all', pool: 'average', padding: 1 },
  }),
};
const STEPS = 10;

/** Those that `npm ci` installs. */
const KEPT: readonly EngineName[] = ['onnx', 'tfjs:js'];

const file = (engine: EngineName): URL =>
  new URL(`./golden/${engine.replace(':', '-')}.json`, import.meta.url);

async function losses(engine: EngineName, spec: TrainerSpec): Promise<number[]> {
  const trainer = await (await ENGINES[engine].load()).create(spec);
  await trainer.write(tinyStart(spec));
  const { loss } = await trainer.train(
    inOrder(spec, STEPS),
    new Float64Array(STEPS).fill(0.05),
    tinyPrepared(spec, STEPS),
  );
  await trainer.close();
  return [...loss];
}

const kept = (engine: EngineName) =>
  JSON.parse(readFileSync(file(engine), 'utf8')) as Record<string, number[]>;

it.each(KEPT)('engine %s reproduces its golden losses', async (engine) => {
  const measured = Object.fromEntries(
    await Promise.all(Object.entries(TWINS).map(async ([name, spec]) => [name, await losses(engine, spec)])),
  );
  if (process.env.GOLDEN === 'write') writeFileSync(file(engine), `${JSON.stringify(measured, null, 2)}\n`);
  const golden = kept(engine);
  expect(Object.keys(golden)).toEqual(Object.keys(TWINS));
  for (const [name, expected] of Object.entries(golden)) {
    expected.forEach((loss, k) => {
      expect(Math.abs(measured[name]![k]! / loss - 1), `${name}, step ${k}`).toBeLessThan(1e-6);
    });
  }
});
