/** @file Top-k error from end to end: measured by a run, kept by its files, and read by whatever reads them. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eluBench, logOf, madeUpData } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

let out = '';
let data = '';
const run = (...more: string[]) =>
  eluBench(
    ...['run', 'quick/mnist', 'name=tiny', 'dataset.name=idx', `dataset.dir=${data}`, 'runs=1'],
    ...['network.hidden=2x8', 'train.batch_size=20', 'train.epochs=3', 'variants.activation=[elu,relu]'],
    ...['--out', out, '--quiet', ...more],
  );
beforeAll(async () => {
  [data, out] = [madeUpData(afterAll), temporaryFolder(afterAll)];
  expect((await run('evaluate.top=2', 'evaluate.train_samples=30')).code).toBe(0);
}, 60_000);

const number = (text: string | undefined): number => Number(text);
const rows = (file: string) => parse<Record<string, string>>(readFileSync(file), { columns: true });

it('is in every row of the log, and no higher than the error', () => {
  for (const row of logOf(out, 'tiny', 'activation=elu', 'run-0')) {
    expect(Object.keys(row).slice(-4)).toEqual([
      'train_set_loss',
      'train_set_error',
      'test_top2_error',
      'train_set_top2_error',
    ]);
    expect(row.test_top2_error).toMatch(/^[01]\.\d+$/);
    expect(number(row.test_top2_error)).toBeLessThanOrEqual(number(row.test_error));
    // A count of the 50 test images, of the 30 training images.
    expect((50 * number(row.test_top2_error)) % 1).toBeCloseTo(0, 9);
    expect((30 * number(row.train_set_top2_error)) % 1).toBeCloseTo(0, 9);
  }
});

it('has its last and its best value in summary.csv, which is read back as one', async () => {
  for (const summary of rows(join(out, 'tiny', 'summary.csv'))) {
    const log = logOf(out, 'tiny', `activation=${summary.activation}`, `run-${summary.run}`);
    const values = log.map((row) => number(row.test_top2_error));
    expect(Object.keys(summary).slice(-4)).toEqual([
      'seconds',
      'final_test_top2_error',
      'best_test_top2_error',
      'best_test_top2_error_iteration',
    ]);
    expect(number(summary.final_test_top2_error)).toBe(values.at(-1));
    expect(number(summary.best_test_top2_error)).toBe(Math.min(...values));
    const at = values.indexOf(Math.min(...values));
    expect(summary.best_test_top2_error_iteration).toBe(log[at]!.iteration);
  }
  const summary = join(out, 'tiny', 'summary.csv');
  const { stdout } = await eluBench(
    'compare',
    summary,
    '--metric',
    'final_test_top2_error',
    '--format',
    'json',
  );
  const names = JSON.parse(stdout).variants.map(({ variant }: { variant: string }) => variant);
  expect(names).toEqual(['activation=elu', 'activation=relu']);
});

it('is compared, the lower the better', async () => {
  const { code, stdout } = await eluBench('compare', out, '--metric', 'test_top2_error');
  expect(code).toBe(0);
  expect(stdout).toContain('lower is better');
  expect(stdout).not.toContain('guess');
});

it('is exported, drawn in percent and told of', async () => {
  const [csv, folder, page] = [join(out, 'all.csv'), join(out, 'drawn'), join(out, 'report.html')];
  mkdirSync(folder);
  const ended = await Promise.all([
    eluBench('export', out, '--csv', csv, '--tensorboard', join(out, 'events')),
    eluBench('figures', out, '-o', folder),
    eluBench('report', out, '-o', page),
  ]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(rows(csv).filter(({ metric }) => metric === 'test_top2_error')).toHaveLength(2 * 4);
  const events = readFileSync(
    join(out, 'events', 'tiny', 'activation=elu', 'run-0', 'events.out.tfevents.0.elu-bench'),
  );
  expect(events.includes('test_top2_error')).toBe(true);
  const drawn = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const svg = drawn.find((name) => name.endsWith('test-top2-error.svg'))!;
  expect(readFileSync(join(folder, svg), 'utf8')).toContain('test top-2 error (%)');
  expect(readFileSync(page, 'utf8')).toContain('with top-2 error');
  expect(readFileSync(page, 'utf8')).toContain('Test top-2 error');
});

it('is a setting that decides: results with it are none of an experiment without it', async () => {
  const other = await run('evaluate.train_samples=30');
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('evaluate.top: 2 before, not given now');
});
