/** @file `elu-bench estimate`: counts that can be done by hand, and times that are at least there. */
import { expect, it } from 'vitest';
import { eluBench, madeUpData } from './cli-process.ts';

it('counts what each variant takes, and all runs together', async () => {
  const small = ['dataset.name=idx', `dataset.dir=${madeUpData()}`, 'train.batch_size=10', 'train.epochs=4'];
  const network = ['network.stacks=["1x4x3", "1x3x1"]', 'network.dropout=0.2', 'dataset.augment={pad: 1}'];
  const command = [
    'estimate',
    'quick/mnist',
    'runs=3',
    'variants.activation=[elu, relu]',
    '--jobs',
    '2',
    '--json',
  ];
  const { code, stdout } = await eluBench(...command, ...small, ...network);
  expect(code).toBe(0);
  const { variants, all, dataHere } = JSON.parse(stdout);
  expect(dataHere).toBe(true);
  // 200 images are 20 steps an epoch; 6 × 6 pixels: forward 36 · 9 · 4, and 9 · 4 · 3 after the pooling; weight gradients the same, and one
  // input gradient; 2 · 10 each. And w − g of every parameter.
  const flops = 20 * (2 * 36 * 9 * 4 + 3 * 9 * 4 * 3) + (9 * 4 + 4 + 4 * 3 + 3);
  for (const variant of variants)
    expect(variant).toMatchObject({
      parameters: 9 * 4 + 4 + 4 * 3 + 3,
      flopsPerStep: flops,
      iterations: 80,
      evaluations: 5,
      msPerStep: expect.any(Number),
    });
  expect(variants.map(({ variant }: { variant: string }) => variant)).toEqual([
    'activation=elu',
    'activation=relu',
  ]);
  expect(all).toMatchObject({ runs: 6, jobs: 2 });
  const seconds = variants.reduce((sum: number, run: { seconds: number }) => sum + run.seconds, 0);
  expect(all.seconds).toBeCloseTo((3 * seconds) / 2, 9);
});
