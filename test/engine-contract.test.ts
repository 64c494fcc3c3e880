/** What every engine must do alike, with its rewrite rules and without; the oracle is the graph computed in double precision. */
import { expect, it } from 'vitest';
import type { Split } from '../src/data/dataset.ts';
import { residentSplit } from '../src/data/resident-split.ts';
import type { TrainerSpec } from '../src/engines/trainer.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import { input } from '../src/graph/expr.ts';
import { tensor } from '../src/graph/reference.ts';
import { evaluate as evaluated } from '../src/measure/evaluate.ts';
import { predict } from '../src/measure/predict.ts';
import type { Subject } from '../src/measure/subject.ts';
import { unitFigures } from '../src/measure/unit-figures.ts';
import { unitMedians } from '../src/measure/unit-medians.ts';
import { ACTIVATIONS, type ActivationName } from '../src/network/activations.ts';
import { buildNetwork } from '../src/network/forms.ts';
import { LOSSES, type LossName } from '../src/network/losses.ts';
import { forward } from '../src/network/network.ts';
import { randomStream } from '../src/random/stream.ts';
import { trainedInDouble } from './double-training.ts';
import { describeEngines, openOn } from './engines-present.ts';
import {
  inOrder,
  TINY_PYRAMID,
  type TinyStacks,
  tinyImages,
  tinyPrepared,
  tinySpec,
  tinyStart,
} from './tiny.ts';

const RATE_OF_STEP = (k: number): number => 0.1 / (1 + k);

/** Losses, errors and final state of training in double precision. */
const oracle = (spec: TrainerSpec, steps: number) => trainedInDouble(spec, rates(steps));

/** Samples of the tiny data set's shape with pixels of one brightness each. */
function largeSplit(count: number, brightness: (sample: number) => number): Split {
  const images = Float32Array.from({ length: count * 12 }, (_, i) => brightness(Math.floor(i / 12)));
  return residentSplit({ values: images }, new Uint16Array(count));
}

/** Means of the units of each hidden layer. */
const unitMeans = async (subject: Subject, count: number): Promise<readonly Float64Array[]> => [
  ...(await unitFigures(subject, count)).get('unit_means')!.values(),
];

const rates = (steps: number): Float64Array =>
  Float64Array.from({ length: steps }, (_, k) => RATE_OF_STEP(k));
const closeTo = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected[i]!)));
};

/** Two layers, so that the output's map is not 1 × 1. */
const WIDE: TinyStacks = { stacks: [[{ units: 6, field: 3 }], [{ units: 4, field: 2 }]] };

describeEngines((subject) => {
  const open = (spec: TrainerSpec) => openOn(subject, spec);

  it.each(Object.keys(ACTIVATIONS) as ActivationName[])(
    'trains with %s as double precision does',
    async (name) => {
      const spec = tinySpec({ activation: { name } });
      const trainer = await open(spec);
      const steps = await trainer.train(inOrder(spec, 5), rates(5));
      const expected = oracle(spec, 5);
      closeTo(steps.loss, expected.loss, 2e-6);
      closeTo(steps.error!, expected.wrong, 1e-6);
      for (const [tensorName, { data }] of await trainer.read())
        closeTo(data, expected.state[tensorName]!.data, 5e-6);
      await trainer.close();
    },
  );

  it.each(Object.keys(LOSSES) as LossName[])(
    'trains on %s, with momentum and weight decay',
    async (objective) => {
      const spec = tinySpec({ objective, optimizer: { momentum: 0.9, weight_decay: 0.01 } });
      const trainer = await open(spec);
      const steps = await trainer.train(inOrder(spec, 6), rates(6));
      const expected = oracle(spec, 6);
      closeTo(steps.loss, expected.loss, 5e-6);
      expect(steps.error === undefined).toBe(LOSSES[objective].target === 'input');
      for (const [name, { data }] of await trainer.read()) closeTo(data, expected.state[name]!.data, 2e-5);
      await trainer.close();
    },
  );

  it.each([
    ['max-pooling', {}],
    ['average pooling and explicit padding', { pool: 'average', padding: 1 }],
    ['batch normalisation', { batch_norm: true }],
    ['spatial pyramid pooling', TINY_PYRAMID],
    ['dropout in every layer', { dropout: [0.2, 0.5], dropout_on: 'all' }],
    ['a map that is left, batch normalisation and dropout', { ...WIDE, batch_norm: true, dropout: [0.3] }],
  ] as const satisfies readonly (readonly [string, TinyStacks])[])(
    'trains convolutional networks with %s as double precision does',
    async (_, convolution) => {
      const spec = tinySpec({ convolution, optimizer: { momentum: 0.9, weight_decay: 0.01 } });
      const trainer = await open(spec);
      const steps = await trainer.train(inOrder(spec, 4), rates(4), tinyPrepared(spec, 4));
      const expected = oracle(spec, 4);
      closeTo(steps.loss, expected.loss, 1e-5);
      for (const [name, { data }] of await trainer.read()) closeTo(data, expected.state[name]!.data, 5e-5);
      await trainer.close();
    },
  );

  it.each([
    ['an evaluation', (subject: Subject) => evaluated(subject, 'test')],
    ['means of units', (subject: Subject) => unitMeans(subject, 96)],
    ['medians of units', (subject: Subject) => unitMedians(subject, 96)],
  ])('gives %s up when it is asked to stop, but no steps', async (_, measure) => {
    const stopping = new AbortController();
    const spec = { ...tinySpec(), stop: stopping.signal };
    const trainer = await open(spec);
    await measure({ ...spec, trainer });
    stopping.abort(new Error('stopped'));
    await expect(measure({ ...spec, trainer })).rejects.toThrow('stopped');
    expect((await trainer.train(inOrder(spec, 2), rates(2))).loss.length).toBe(2);
    await trainer.close();
  });

  it('evaluates a convolutional network by its running statistics, without dropout', async () => {
    const spec = tinySpec({ convolution: { batch_norm: true, dropout: [0.5] } });
    const trainer = await open(spec);
    await trainer.train(inOrder(spec, 4), rates(4), tinyPrepared(spec, 4));
    const state = Object.fromEntries(
      [...(await trainer.read())].map(([name, t]) => [name, tensor(t.shape, t.data)]),
    );
    const { test, sampleShape } = spec.dataset;
    const x = tensor([test.count, ...sampleShape], tinyImages(test));
    const [z] = evaluate([forward(spec.network, input('x', x.shape)).output], { ...state, x });
    const expected = (count: number): number => {
      const losses = Array.from({ length: count }, (_, i) => {
        const row = z!.data.subarray(4 * i, 4 * i + 4);
        return Math.log(row.reduce((sum, v) => sum + Math.exp(v), 0)) - row[test.labels[i]!]!;
      });
      return losses.reduce((sum, loss) => sum + loss, 0) / count;
    };
    closeTo([(await evaluated({ ...spec, trainer }, 'test')).loss], [expected(test.count)], 1e-5);
    closeTo([(await evaluated({ ...spec, trainer }, 'test', 9)).loss], [expected(9)], 1e-5);
    // A unit of a convolutional layer is a channel.
    const { means, medians } = await unitMedians({ ...spec, trainer }, 5);
    for (const units of [means, medians])
      expect([...units.values()].map(({ length }) => length)).toEqual([5, 6, 7]);
    await trainer.close();
  });

  it('takes batches that are given to it, in shared memory or not', async () => {
    const spec = tinySpec({ convolution: {}, givenBatches: true });
    const { train } = spec.dataset;
    const values = new Float32Array(new SharedArrayBuffer(4 * tinyImages(train).length));
    values.set(tinyImages(train));
    const shared = {
      ...spec,
      dataset: { ...spec.dataset, train: residentSplit({ values }, train.labels) },
    };
    const [given, taking] = [await open(shared), await open(tinySpec({ convolution: {} }))];
    const [order, batches] = [inOrder(spec, 3), tinyImages(train).slice(0, 3 * 8 * 12)];
    const steps = await given.train(order, rates(3), { images: batches, masks: new Map() });
    expect(steps).toEqual(await taking.train(order, rates(3)));
    expect(await evaluated({ ...shared, trainer: given }, 'train')).toEqual(
      await evaluated({ ...spec, trainer: taking }, 'train'),
    );
    await Promise.all([given.close(), taking.close()]);
  });

  it('trains linear networks and networks of one unit', async () => {
    for (const hidden of [[], [1], [1, 5]]) {
      const spec = tinySpec({ hidden });
      const trainer = await open(spec);
      closeTo((await trainer.train(inOrder(spec, 4), rates(4))).loss, oracle(spec, 4).loss, 2e-6);
      await trainer.close();
    }
  });

  it('gives the same bits however steps are grouped into calls', async () => {
    const spec = tinySpec({ optimizer: { momentum: 0.5 } });
    const [whole, parts] = [await open(spec), await open(spec)];
    const { loss } = await whole.train(inOrder(spec, 7), rates(7));
    const order = inOrder(spec, 7);
    const pieces: number[] = [];
    for (const [from, to] of [
      [0, 1],
      [1, 5],
      [5, 7],
    ] as const) {
      const piece = await parts.train(
        order.slice(from * spec.batchSize, to * spec.batchSize),
        rates(7).slice(from, to),
      );
      pieces.push(...piece.loss);
    }
    expect(pieces).toEqual([...loss]);
    expect(await parts.read()).toEqual(await whole.read());
    await Promise.all([whole.close(), parts.close()]);
  });

  it('evaluates and probes every sample once, also in a last, smaller batch', async () => {
    const spec = tinySpec();
    const trainer = await open(spec);
    // A step with learning rate 0 over all 23 test samples in one batch gives what evaluation must give.
    const whole = tinySpec({ batchSize: 23 });
    const twin = await open({ ...whole, dataset: { ...whole.dataset, train: whole.dataset.test } });
    const step = await twin.train(
      inOrder(whole, 1).map((_, i) => i),
      new Float64Array(1),
    );
    const { loss, error } = await evaluated({ ...spec, trainer }, 'test');
    closeTo([loss, error!], [step.loss[0]!, step.error![0]!], 1e-6);

    const probe = (await unitFigures({ ...spec, trainer }, 10)).get('unit_means')!;
    expect([...probe].map(([layer, { length }]) => `${layer} ${length}`)).toEqual([
      'activation1 8',
      'activation2 6',
    ]);
    await Promise.all([trainer.close(), twin.close()]);
  });

  it('measures top-k error in the pass that measures the loss, as sorted predictions have it', async () => {
    const spec = tinySpec();
    const trainer = await open(spec);
    const { test } = spec.dataset;
    const kinds = new Set<string>();
    const counting: Subject['trainer'] = {
      forward: (kind, ...rest) => {
        kinds.add(kind);
        return trainer.forward(kind, ...rest);
      },
    };
    const { data } = await predict({ ...spec, trainer }, 'test', test.count);
    const plain = await evaluated({ ...spec, trainer }, 'test');
    for (const k of [2, 3]) {
      const missed = Array.from({ length: test.count }, (_, i) => {
        const row = data.subarray(4 * i, 4 * i + 4);
        return row.toSorted((a, b) => b - a).indexOf(row[test.labels[i]!]!) >= k;
      }).filter(Boolean).length;
      expect(missed).toBeGreaterThan(0);
      const found = await evaluated({ ...spec, trainer: counting }, 'test', undefined, { top: k });
      expect(found).toEqual({ ...plain, top: missed / test.count });
    }
    expect(kinds.size).toBe(2);
    await trainer.close();
  });

  it('predicts what the objective compares, also in a last, smaller batch', async () => {
    for (const objective of Object.keys(LOSSES) as LossName[]) {
      const spec = tinySpec({ objective });
      const trainer = await open(spec);
      const { shape, data } = await predict({ ...spec, trainer }, 'test', 5);
      const x = tensor([5, 12], tinyImages(spec.dataset.test).subarray(0, 5 * 12));
      const state = Object.fromEntries(
        [...tinyStart(spec)].map(([name, t]) => [name, tensor(t.shape, t.data)]),
      );
      const [z] = evaluate([forward(spec.network, input('x', [5, 12])).output], { ...state, x });
      // Class probabilities by softmax, pixels by the logistic function.
      const expected = z!.data.map((v, i) => {
        const row = z!.data.slice(Math.floor(i / shape[1]!) * shape[1]!).slice(0, shape[1]!);
        return LOSSES[objective].target === 'label'
          ? Math.exp(v) / row.reduce((sum, other) => sum + Math.exp(other), 0)
          : 1 / (1 + Math.exp(-v));
      });
      expect(shape).toEqual([5, LOSSES[objective].target === 'label' ? 4 : 12]);
      closeTo(data, expected, 1e-6);
      // 600 samples are a whole batch and a smaller one.
      const large = { ...spec, dataset: { ...spec.dataset, test: largeSplit(600, () => 0.5) } };
      const many = await open(large);
      const all = await predict({ ...large, trainer: many }, 'test', 600);
      closeTo(all.data.subarray(0, shape[1]), all.data.subarray(-shape[1]!), 1e-6);
      await Promise.all([trainer.close(), many.close()]);
    }
  });

  it('reconstructs images of several axes as it does those of one', async () => {
    const spec = tinySpec({ encoder: [6, 3], objective: 'mean_squared_error' });
    const sampleShape = [3, 2, 2];
    const form = { encoder: [6, 3], activation: { name: 'elu' }, init: 'he' } as const;
    const network = buildNetwork({ ...form, sampleShape, outputs: 12 });
    const folded = { ...spec, network, dataset: { ...spec.dataset, sampleShape } };
    const cubes = await open(folded);
    const rows = await open(spec);
    closeTo(
      (await cubes.train(inOrder(spec, 4), rates(4))).loss,
      (await rows.train(inOrder(spec, 4), rates(4))).loss,
      1e-6,
    );
    expect((await predict({ ...folded, trainer: cubes }, 'test', 2)).shape).toEqual([2, 12]);
    await Promise.all([cubes.close(), rows.close()]);
  });

  it('reads back the state that was written, velocities zero at a fresh start', async () => {
    const spec = tinySpec({ optimizer: { momentum: 0.9 } });
    const trainer = await open(spec);
    const state = await trainer.read();
    for (const [name, { data, shape }] of tinyStart(spec)) expect(state.get(name)).toEqual({ data, shape });
    expect(state.get('dense1.weight.momentum')!.data.every((v) => v === 0)).toBe(true);
    await trainer.train(inOrder(spec, 3), rates(3));
    const later = await trainer.read();
    await trainer.train(inOrder(spec, 2), rates(2));
    await trainer.write(later);
    expect(await trainer.read()).toEqual(later);
    await trainer.close();
  });
  it('probes the mean of each unit over the first samples, by hand', async () => {
    const spec = tinySpec({ hidden: [2], activation: { name: 'relu' } });
    const trainer = await open(spec);
    const start = tinyStart(spec);
    const [w, b] = [start.get('dense1.weight')!.data, start.get('dense1.bias')!.data];
    const means = [0, 1].map((unit) => {
      let sum = 0;
      for (let i = 0; i < 3; i++) {
        let z = b[unit]!;
        for (let j = 0; j < 12; j++) z += w[unit * 12 + j]! * tinyImages(spec.dataset.train)[i * 12 + j]!;
        sum += Math.max(0, z);
      }
      return sum / 3;
    });
    closeTo((await unitMeans({ ...spec, trainer }, 3))[0]!, means, 1e-6);
    await trainer.close();
  });

  it('finds the exact median of each unit, in batches of any size', async () => {
    const spec = tinySpec({ hidden: [3, 2] });
    const trainer = await open(spec);
    // A probe of one sample is that sample's activation, so probes of growing sets give back every activation.
    const activations: number[][] = [[], []];
    let before = [0, 0];
    for (let n = 1; n <= 7; n++) {
      const sums = [...(await unitMeans({ ...spec, trainer }, n))[1]!].map((mean) => mean * n);
      sums.forEach((sum, unit) => {
        activations[unit]!.push(sum - before[unit]!);
      });
      before = sums;
    }
    const { means, medians } = await unitMedians({ ...spec, trainer }, 7);
    closeTo(
      medians.get('activation2')!,
      activations.map((values) => values.sort((a, b) => a - b)[3]!),
      1e-5,
    );
    closeTo(means.get('activation2')!, (await unitMeans({ ...spec, trainer }, 7))[1]!, 1e-6);
    await trainer.close();
  });

  // Of so many samples a few are taken to guess where medians lie.
  const MANY = 6001;
  const wave = (i: number): number => ((i * 7919) % MANY) / MANY;
  /** Those from which the engine guesses; no other sample is bright in the second case, so that all guesses are wrong. */
  const random = randomStream({ seed: 0, run: 0, purpose: 'probe', index: 0 });
  const guessed = new Set(Array.from({ length: 2000 }, () => random.below(MANY)));

  it.each([
    ['a good guess', wave],
    ['a wrong guess', (i: number) => wave(i) / 4 + (guessed.has(i) ? 0.75 : 0)],
    ['equal values', (i: number) => (i % 3 === 0 ? wave(i) : 0)],
  ])('finds the exact median of very many samples with %s', async (_, brightness) => {
    const spec = tinySpec({ hidden: [5], activation: { name: 'relu' } });
    const train = largeSplit(MANY, brightness);
    const large = { ...spec, dataset: { ...spec.dataset, train } };
    const trainer = await open(large);
    const [w, b] = ['weight', 'bias'].map((role) => tinyStart(spec).get(`dense1.${role}`)!.data);
    // All pixels of a sample are alike, so a unit sees the sum of its weights.
    const activations = Array.from({ length: 5 }, (_, unit) => {
      const sum = w!.subarray(unit * 12, (unit + 1) * 12).reduce((total, weight) => total + weight, 0);
      return Array.from({ length: MANY }, (_, i) =>
        Math.max(0, b![unit]! + sum * tinyImages(train)[i * 12]!),
      );
    });
    const found = await unitMedians({ ...large, trainer }, MANY);
    const medians = activations.map((values) => values.toSorted((x, y) => x - y)[(MANY - 1) / 2]!);
    closeTo(found.medians.get('activation1')!, medians, 1e-6);
    closeTo(
      found.means.get('activation1')!,
      activations.map((values) => values.reduce((sum, value) => sum + value, 0) / MANY),
      1e-6,
    );
    await trainer.close();
  });
});
