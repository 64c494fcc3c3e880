/** @file How soon the program answers: here, where no other test takes the processors. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { eluBench, madeUpData, start } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const TRIES = 5;

/** Milliseconds of the fastest of some tries. */
async function fastest(...args: string[]): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < TRIES; i++) {
    const { code, milliseconds } = await eluBench(...args);
    expect(code).toBe(0);
    times.push(milliseconds);
  }
  return Math.min(...times);
}

it('--help is there within 250 ms', async () => {
  expect(await fastest('--help')).toBeLessThan(250);
});

it('a run of one step is over, from start to end, within the 2.5 s that its first step may take', async () => {
  const config = ['quick/mnist', 'name=start', 'dataset.name=idx', `dataset.dir=${madeUpData()}`];
  const short = ['network.hidden=8x128', 'train.iterations=1', 'runs=1', 'variants.activation=[elu]'];
  const out = ['--out', temporaryFolder(), '--overwrite'];
  expect(await fastest('run', ...config, 'train.batch_size=10', ...short, ...out)).toBeLessThan(2500);
});

it('80 runs without their data are told within a second, and nothing is left', async () => {
  const [cwd, data] = [temporaryFolder(), temporaryFolder()];
  const times: number[] = [];
  for (let i = 0; i < TRIES; i++) {
    const { ended } = start(['run', 'cifar100'], { cwd, env: { ...process.env, ELU_BENCH_DATA: data } });
    const { code, stderr, milliseconds } = await ended;
    expect(code).toBe(3);
    expect(stderr).toMatch(/^elu-bench: .*elu-bench data fetch cifar100.*\n$/);
    expect([readdirSync(cwd), readdirSync(data)]).toEqual([[], []]);
    times.push(milliseconds);
  }
  expect(Math.min(...times)).toBeLessThan(1000);
});
