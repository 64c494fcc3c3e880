/** Every shipped experiment with a few units a layer: what its config says, on every engine that is here, to the same losses; and a verdict on each of its claims. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Experiment } from '../src/config/experiment.ts';
import { loadExperiment } from '../src/config/load.ts';
import type { Stack } from '../src/network/stacks.ts';
import { eluBench } from './cli-process.ts';
import { BATCH, CONFIGS, MOST_SIDE, twinOf, WIDTH } from './config-twins.ts';
import { openOn, PRESENT } from './engines-present.ts';
import { preparedPictures } from './pictures-by-command.ts';
import { inOrder, tinyPrepared } from './tiny.ts';
import { cifarRecords, folderWith } from './tiny-cifar.ts';
import { temporaryFolder } from './tiny-idx.ts';

const STEPS = 5;

it.each(CONFIGS)('%s: the losses of 5 steps agree to 1e-4 on every engine', async (file) => {
  const spec = twinOf(file);
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
async function small({ dataset, network, train }: Experiment): Promise<string[]> {
  const length = train.epochs === undefined ? ['train.iterations=4'] : ['train.epochs=2'];
  const form = network.hidden ? ['network.hidden=2x8'] : network.encoder ? ['network.encoder=[8, 4]'] : [];
  if (!network.stacks) return [...form, ...length];
  return [
    `network.width=${WIDTH}`,
    ...(dataset.name === 'imagenet' ? await smallPictures(network.stacks) : smallCifar(dataset.name)),
    `train.batch_size=${BATCH}`,
    'evaluate.every=2',
    ...length,
    ...(train.phases ? ['train.phases=[{ iterations: 2, dropout_on: all }]'] : []),
  ];
}

function smallCifar(name: string): string[] {
  const labels =
    name === 'cifar100'
      ? [
          [1, 2],
          [3, 4],
          [5, 6],
          [7, 8],
        ]
      : [[1], [2], [3], [4]];
  const [one, many] = [cifarRecords(labels), cifarRecords([...labels, ...labels])];
  const names = name === 'cifar100' ? ['train.bin'] : [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
  const test = name === 'cifar100' ? 'test.bin' : 'test_batch.bin';
  const dir = folderWith({ ...Object.fromEntries(names.map((key) => [key, many])), [test]: one });
  return [`dataset.dir=${dir}`, 'dataset.preprocess.zca=false'];
}

/** More than the five whose scores a top-5 error looks at. */
const WNIDS = Array.from({ length: 7 }, (_, i) => `n0000000${i}`);

/** Pictures of few classes, and small. */
async function smallPictures(stacks: readonly Stack[]): Promise<string[]> {
  const layers = (stack: Stack, ofOutput: boolean) =>
    stack.map(({ units, field }) => `1x${ofOutput ? 'classes' : units}x${field}`).join(', ');
  const texts = stacks.map((stack, i) => layers(stack, i === stacks.length - 1));
  return [
    `dataset.dir=${await preparedPictures(MOST_SIDE, WNIDS)}`,
    `dataset.size=${MOST_SIDE}`,
    `dataset.crop=${MOST_SIDE}`,
    `network.stacks=${JSON.stringify(texts)}`,
    'evaluate.test_samples=5',
  ];
}

it.each(CONFIGS.filter((file) => loadExperiment(file).paper))(
  '%s: each claim gets a verdict from small runs',
  async (file) => {
    const experiment = loadExperiment(file);
    const out = temporaryFolder();
    const run = await eluBench('run', file, 'runs=1', ...(await small(experiment)), '--out', out, '--quiet');
    expect(run.stderr.slice(0, 500)).toBe('');
    const page = join(out, 'report.html');
    expect(await eluBench('report', out, '-o', page)).toMatchObject({ code: 0 });
    const found = [...readFileSync(page, 'utf8').matchAll(/class="verdict [a-z-]+">([^<]+)</g)].map(
      ([, verdict]) => verdict,
    );
    // Each stands in the summary and in its own section.
    expect(found).toHaveLength(2 * experiment.paper!.claims.length);
    // So short a run never comes to the points at which some are to hold.
    const beyond = experiment.paper!.claims.filter(({ at = [] }) => at.some((when) => /^\d/.test(when)));
    expect(found.filter((verdict) => verdict === 'not run')).toHaveLength(2 * beyond.length);
    expect(found).not.toContain('reproduced');
  },
  600_000,
);
