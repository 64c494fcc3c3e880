/** Runs that are trained together take the steps that they take one by one; each single trainer is the oracle of its replica. */
import { describe, expect, it } from 'vitest';
import { ENGINES } from '../src/engines/engines.ts';
import type { ReplicaSteps, Replicas } from '../src/engines/replicas.ts';
import type { State, StepResults, Trainer, TrainerSpec } from '../src/engines/trainer.ts';
import { evaluate } from '../src/measure/evaluate.ts';
import type { ActivationSpec } from '../src/network/activations.ts';
import { initialParameters } from '../src/network/init.ts';
import { type TinyStacks, tinyImages, tinyPrepared, tinySpec } from './tiny.ts';

/** By replica: two activations, one of them twice but not side by side. */
const ACTIVATIONS: readonly ActivationSpec[] = [{ name: 'elu' }, { name: 'relu' }, { name: 'elu' }];
const momentum = { momentum: 0.9, weight_decay: 0.0005 };
const normalized: TinyStacks = { batch_norm: true, dropout: [0.1, 0.3, 0], dropout_on: 'all' };

type Tiny = Parameters<typeof tinySpec>[0];
const TWINS: Readonly<Record<string, Tiny>> = {
  'a classifier': { optimizer: momentum },
  'a linear network': { hidden: [] },
  'an autoencoder': { encoder: [9, 5, 3], objective: 'mean_squared_error', optimizer: { name: 'adam' } },
  'a convolutional network': { convolution: {} },
  'one with batch normalisation and dropout': { convolution: normalized, optimizer: momentum },
  'one whose batches are given': { convolution: {}, givenBatches: true },
  'one without rules': { convolution: normalized, rules: 'none' },
};

const SUBJECTS = {
  onnx: { engine: async () => ENGINES.onnx.load(), tolerance: 0 },
};

const specsOf = (tiny: Tiny): TrainerSpec[] =>
  ACTIVATIONS.map((activation) => tinySpec({ ...tiny, activation }));
const startOf = ({ network }: TrainerSpec, run: number): State =>
  initialParameters(network, { seed: 7, run });

/** Steps of one run from `first` on: its own samples, images and masks, and a rate of its own. */
function stepsOf(spec: TrainerSpec, run: number, first: number, steps: number): ReplicaSteps {
  const { batchSize, dataset, givenBatches } = spec;
  const { count } = dataset.train;
  const samples = Int32Array.from(
    { length: steps * batchSize },
    (_, i) => (first * batchSize + i * (2 * run + 1) + 5 * run) % count,
  );
  const rates = Float64Array.from(
    { length: steps },
    (_, k) => (0.04 + 0.01 * run) / (1 + 0.02 * (first + k)),
  );
  const pixels = tinyImages(dataset.train);
  const images = Float32Array.from({ length: samples.length * 12 }, (_, i) =>
    Math.fround(pixels[(i + first + run) % pixels.length]!),
  );
  const prepared = { ...tinyPrepared(spec, steps, first + 100 * run), ...(givenBatches && { images }) };
  return { samples, rates, prepared };
}

/** Relative to 1 where numbers are small. */
function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(found[i]! - expected[i]!), `[${i}]`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(expected[i]!)),
    );
}

function expectSameSteps(found: StepResults, expected: StepResults, tolerance: number): void {
  expectNear(found.loss, expected.loss, tolerance);
  expect(found.error === undefined).toBe(expected.error === undefined);
  if (expected.error) expectNear(found.error!, expected.error, tolerance);
}

function expectSameState(found: State, expected: State, tolerance: number): void {
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [name, { shape, data }] of expected) {
    expect([...found.get(name)!.shape]).toEqual([...shape]);
    expectNear(found.get(name)!.data, data, tolerance);
  }
}

describe.each(Object.entries(SUBJECTS))('%s', (_, { engine, tolerance }) => {
  const open = async (specs: readonly TrainerSpec[]): Promise<[Replicas, Trainer[]]> => {
    const replicas = await (await engine()).createReplicas(specs);
    const single = await ENGINES.onnx.load();
    const trainers = await Promise.all(specs.map((spec) => single.create(spec)));
    for (const [run, spec] of specs.entries()) {
      await replicas.write(run, startOf(spec, run));
      await trainers[run]!.write(startOf(spec, run));
    }
    return [replicas, trainers];
  };
  const close = ([replicas, trainers]: [Replicas, Trainer[]]) =>
    Promise.all([replicas.close(), ...trainers.map((trainer) => trainer.close())]);

  it.each(Object.entries(TWINS))('%s: losses, errors, state and evaluations of each', async (_, tiny) => {
    const specs = specsOf(tiny);
    const opened = await open(specs);
    const [replicas, trainers] = opened;
    expect(replicas.count).toBe(3);
    let first = 0;
    for (const steps of [5, 1, 3]) {
      const given = specs.map((spec, run) => stepsOf(spec, run, first, steps));
      const found = await replicas.train(given);
      for (const [run, { samples, rates, prepared }] of given.entries()) {
        const expected = await trainers[run]!.train(samples, rates, prepared);
        expectSameSteps(found[run]!, expected, tolerance);
      }
      first += steps;
    }
    for (const [run, trainer] of trainers.entries()) {
      expectSameState(await replicas.read(run), await trainer.read(), tolerance);
      const forward = { forward: replicas.forward(run) };
      const measured = await evaluate({ ...specs[run]!, trainer: forward }, 'test');
      const expected = await evaluate({ ...specs[run]!, trainer }, 'test');
      expectNear([measured.loss, measured.error ?? 0], [expected.loss, expected.error ?? 0], tolerance);
    }
    await close(opened);
  });

  it('a state that is written into one replica leaves the others as they are', async () => {
    const specs = specsOf({ optimizer: momentum });
    const opened = await open(specs);
    const [replicas, trainers] = opened;
    const take = async (first: number): Promise<void> => {
      const given = specs.map((spec, run) => stepsOf(spec, run, first, 2));
      await replicas.train(given);
      for (const [run, { samples, rates }] of given.entries()) await trainers[run]!.train(samples, rates);
    };
    await take(0);
    const other = startOf(specs[1]!, 9);
    await replicas.write(1, other);
    await trainers[1]!.write(other);
    expectSameState(await replicas.read(1), await trainers[1]!.read(), 0);
    await take(2);
    for (const [run, trainer] of trainers.entries())
      expectSameState(await replicas.read(run), await trainer.read(), tolerance);
    await close(opened);
  });
});

it.each<[string, Tiny, string]>([
  ['another width', { hidden: [8, 7] }, 'network'],
  ['another optimiser', { optimizer: { momentum: 0.5 } }, 'optimizer'],
  ['another batch size', { batchSize: 4 }, 'batch size'],
  ['other rules', { rules: 'none' }, 'rewrite rules'],
])('refuses runs with %s', async (_, tiny, what) => {
  const engine = await ENGINES.onnx.load();
  await expect(engine.createReplicas([tinySpec(), tinySpec(tiny)])).rejects.toThrow(
    `run 2 of those to be trained together differs from the first in its ${what}; expected runs that differ in seed and activation alone`,
  );
});

it('refuses runs on other data, and calls that do not say for each', async () => {
  const engine = await ENGINES.onnx.load();
  const spec = tinySpec();
  const other = { ...spec, dataset: { ...spec.dataset, train: { ...spec.dataset.train } } };
  await expect(engine.createReplicas([spec, other])).rejects.toThrow('training data');
  const replicas = await engine.createReplicas([spec, spec]);
  const [one, two] = [stepsOf(spec, 0, 0, 1), stepsOf(spec, 0, 0, 2)];
  await expect(replicas.train([one])).rejects.toThrow('steps of 1 replicas; expected 2');
  await expect(replicas.train([one, two])).rejects.toThrow('equally many steps');
  await replicas.close();
});
