/** Every shipped experiment with a few units a layer: what its config says, on every engine that is here, to the same losses; and a verdict on each of its claims. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expand } from '../src/config/expand.ts';
import type { Experiment } from '../src/config/experiment.ts';
import { loadExperiment } from '../src/config/load.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { residentSplit } from '../src/data/resident-split.ts';
import type { TrainerSpec } from '../src/engines/trainer.ts';
import { size } from '../src/graph/expr.ts';
import { randomStream } from '../src/random/stream.ts';
import { trainerSpec } from '../src/training/open-trainer.ts';
import { eluBench } from './cli-process.ts';
import { openOn, PRESENT } from './engines-present.ts';
import { inOrder, tinyPrepared } from './tiny.ts';
import { cifarRecords, folderWith } from './tiny-cifar.ts';
import { temporaryFolder } from './tiny-idx.ts';

const STEPS = 5;
const MOST_UNITS = 6;
const WIDTH = 0.02;
const BATCH = 4;

const CONFIGS = ['configs', 'configs/quick'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);

/** Noise of the shape and the classes of the data set that an experiment names. */
function noise(name: string): Dataset {
  const [channels, side, classes] = name === 'mnist' ? [1, 28, 10] : [3, 32, name === 'cifar100' ? 100 : 10];
  const sampleShape = channels === 1 ? [side * side] : [channels, side, side];
  const random = randomStream({ seed: 3, run: 0, purpose: 'probe', index: 0 });
  const split = residentSplit(
    { values: Float32Array.from({ length: 3 * BATCH * size(sampleShape) }, () => random.below(256) / 255) },
    Uint16Array.from({ length: 3 * BATCH }, () => random.below(classes)),
  );
  return { sampleShape, imageSize: [side, side], classes, train: split, test: split, checksums: {} };
}

/** The experiment with few units; layers, dropout, batch normalisation, objective and optimizer are as they were. */
function twinOf(experiment: Experiment): TrainerSpec {
  const { network, train, dataset } = experiment;
  const { augment: _, ...wanted } = dataset;
  const few = (units: readonly number[]) => units.map((count) => Math.min(count, MOST_UNITS));
  const small = {
    ...network,
    ...(network.hidden && { hidden: few(network.hidden) }),
    ...(network.encoder && { encoder: few(network.encoder) }),
    ...(network.stacks && { width: WIDTH }),
  };
  const twin = { ...experiment, network: small, dataset: wanted, train: { ...train, batch_size: BATCH } };
  return trainerSpec(twin, noise(wanted.name));
}

it.each(CONFIGS)('%s: the losses of 5 steps agree to 1e-4 on every engine', async (file) => {
  const [plan] = expand(loadExperiment(file));
  const spec = twinOf(plan!.experiment);
  const rates = new Float64Array(STEPS).fill(0.01);
  const losses = await Promise.all(
    PRESENT.map(async (subject) => {
      const trainer = await openOn(subject, spec);
      const { loss } = await trainer.train(inOrder(spec, STEPS), rates, tinyPrepared(spec, STEPS));
      await trainer.close();
      return { subject, loss };
    }),
  );
  const [first, ...others] = losses;
  expect(others.length).toBeGreaterThan(1);
  for (const { subject, loss } of others)
    loss.forEach((value, k) => {
      expect(Math.abs(value / first!.loss[k]! - 1), `${subject.engine}, step ${k}`).toBeLessThan(1e-4);
    });
});

/** What makes a run of an experiment take a second or two: little of the network, of the data where they may be others, and of the time. */
function small({ dataset, network, train }: Experiment): string[] {
  const length = train.epochs === undefined ? ['train.iterations=4'] : ['train.epochs=2'];
  const form = network.hidden ? ['network.hidden=2x8'] : network.encoder ? ['network.encoder=[8, 4]'] : [];
  if (!network.stacks) return [...form, ...length];
  const labels =
    dataset.name === 'cifar100'
      ? [
          [1, 2],
          [3, 4],
          [5, 6],
          [7, 8],
        ]
      : [[1], [2], [3], [4]];
  const [one, many] = [cifarRecords(labels), cifarRecords([...labels, ...labels])];
  const names =
    dataset.name === 'cifar100' ? ['train.bin'] : [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
  const test = dataset.name === 'cifar100' ? 'test.bin' : 'test_batch.bin';
  const dir = folderWith({ ...Object.fromEntries(names.map((name) => [name, many])), [test]: one });
  return [
    `network.width=${WIDTH}`,
    `dataset.dir=${dir}`,
    'dataset.preprocess.zca=false',
    `train.batch_size=${BATCH}`,
    'evaluate.every=2',
    ...length,
    ...(train.phases ? ['train.phases=[{ iterations: 2, dropout_on: all }]'] : []),
  ];
}

it.each(CONFIGS.filter((file) => loadExperiment(file).paper))(
  '%s: each claim gets a verdict from small runs',
  async (file) => {
    const experiment = loadExperiment(file);
    const out = temporaryFolder();
    const run = await eluBench('run', file, 'runs=1', ...small(experiment), '--out', out, '--quiet');
    expect(run.stderr.slice(0, 500)).toBe('');
    const page = join(out, 'report.html');
    expect(await eluBench('report', out, '-o', page)).toMatchObject({ code: 0 });
    const found = [...readFileSync(page, 'utf8').matchAll(/class="verdict [a-z-]+">([^<]+)</g)].map(
      ([, verdict]) => verdict,
    );
    // Each stands in the summary and in its own section.
    expect(found).toHaveLength(2 * experiment.paper!.claims.length);
    expect(found).not.toContain('not run');
    expect(found).not.toContain('reproduced');
  },
  600_000,
);
