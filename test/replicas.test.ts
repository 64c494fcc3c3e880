/** Runs that are trained together take the steps that they take one by one; each single trainer is the oracle of its replica. */
import { describe, expect, it } from 'vitest';
import type { ReplicaEngine } from '../src/engines/engine.ts';
import { ENGINES } from '../src/engines/engines.ts';
import type { Device } from '../src/engines/onnx/device.ts';
import { DEVICES } from '../src/engines/onnx/devices.ts';
import { createReplicas } from '../src/engines/onnx/replicas/replicas.ts';
import type { ReplicaSteps, Replicas } from '../src/engines/replicas.ts';
import type { State, StepResults, TrainerSpec } from '../src/engines/trainer.ts';
import { evaluate } from '../src/measure/evaluate.ts';
import type { ActivationSpec } from '../src/network/activations.ts';
import { initialParameters } from '../src/network/init.ts';
import { STEPWISE } from './stepwise-device.ts';
import { TINY_PYRAMID, type TinyStacks, tinyImages, tinyPrepared, tinySpec } from './tiny.ts';

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
  'one with a pyramid': { convolution: TINY_PYRAMID, optimizer: momentum },
  'one whose batches are given': { convolution: {}, givenBatches: true },
  'one without rules': { convolution: normalized, rules: 'none' },
};

/** The CPU as a device that takes all runs as one graph. */
const asOneGraph = (device: Device): ReplicaEngine['createReplicas'] => {
  const joint: Device = { ...device, replicas: 'as one graph' };
  return (specs) => createReplicas(specs, joint, 'cpu, as one graph');
};

interface Subject {
  create: ReplicaEngine['createReplicas'];
  /** How far a run may be from its single trainer: not at all, or by what rounds otherwise. */
  readonly tolerance: number;
  readonly twins: readonly string[];
}
const all = Object.keys(TWINS);
const SUBJECTS: Readonly<Record<string, Subject>> = {
  onnx: {
    create: async (specs) => (await ENGINES.onnx.load()).createReplicas(specs),
    tolerance: 0,
    twins: ['a classifier'],
  },
  'as one graph, by a Loop': { create: asOneGraph(DEVICES.cpu), tolerance: 3e-6, twins: all },
  'as one graph, step by step': { create: asOneGraph(STEPWISE), tolerance: 3e-6, twins: all },
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

/** What the runs of a twin give one by one: by call and by run, and of each in the end. */
async function takenAlone(tiny: Tiny) {
  const engine = await ENGINES.onnx.load();
  return Promise.all(
    specsOf(tiny).map(async (spec, run) => {
      const trainer = await engine.create(spec);
      await trainer.write(startOf(spec, run));
      const results: StepResults[] = [];
      for (const { first, steps } of CALLS) {
        const { samples, rates, prepared } = stepsOf(spec, run, first, steps);
        results.push(await trainer.train(samples, rates, prepared));
      }
      const alone = {
        results,
        state: await trainer.read(),
        measured: await evaluate({ ...spec, trainer }, 'test'),
      };
      await trainer.close();
      return alone;
    }),
  );
}
const CALLS = [
  { first: 0, steps: 5 },
  { first: 5, steps: 1 },
  { first: 6, steps: 3 },
];
const alone = new Map<string, ReturnType<typeof takenAlone>>();

async function opened(
  create: ReplicaEngine['createReplicas'],
  specs: readonly TrainerSpec[],
): Promise<Replicas> {
  const replicas = await create(specs);
  for (const [run, spec] of specs.entries()) await replicas.write(run, startOf(spec, run));
  return replicas;
}

describe.each(Object.entries(SUBJECTS))('%s', (_, { create, tolerance, twins }) => {
  it.each(twins)('%s: losses, errors, state and evaluation of each', async (name) => {
    const tiny = TWINS[name]!;
    const specs = specsOf(tiny);
    const replicas = await opened(create, specs);
    expect(replicas.count).toBe(specs.length);
    if (!alone.has(name)) alone.set(name, takenAlone(tiny));
    const expected = await alone.get(name)!;
    for (const [call, { first, steps }] of CALLS.entries()) {
      const found = await replicas.train(specs.map((spec, run) => stepsOf(spec, run, first, steps)));
      for (const [run, { results }] of expected.entries())
        expectSameSteps(found[run]!, results[call]!, tolerance);
    }
    for (const [run, { state, measured }] of expected.entries()) {
      expectSameState(await replicas.read(run), state, tolerance);
      const trainer = { forward: replicas.forward(run) };
      const { loss, error } = await evaluate({ ...specs[run]!, trainer }, 'test');
      expectNear([loss, error ?? 0], [measured.loss, measured.error ?? 0], tolerance);
    }
    await replicas.close();
  });

  it('a state that is written into one leaves the others as they are', async () => {
    const specs = specsOf({ optimizer: momentum });
    const replicas = await opened(create, specs);
    const all = () => Promise.all(specs.map((_, run) => replicas.read(run)));
    await replicas.train(specs.map((spec, run) => stepsOf(spec, run, 0, 2)));
    const before = await all();
    const start = startOf(specs[1]!, 9);
    await replicas.write(1, start);
    const after = await all();
    expect(after[0]).toEqual(before[0]);
    expect(after[2]).toEqual(before[2]);
    // What is not given, the momentum, is as at a fresh start.
    for (const [tensor, { data }] of after[1]!)
      expect([...data]).toEqual([...(start.get(tensor)?.data ?? data.map(() => 0))]);
    // And it is what the next step goes on from.
    await replicas.train(
      specs.map((spec, run) => ({ ...stepsOf(spec, run, 2, 1), rates: Float64Array.of(0) })),
    );
    expect((await replicas.read(1)).get('dense1.weight')).toEqual(start.get('dense1.weight'));
    await replicas.close();
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
