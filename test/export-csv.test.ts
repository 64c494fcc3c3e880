/** @file What `export --csv` writes, `compare` reads to the same comparison as the folders. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compare } from '../src/compare/comparison.ts';
import { comparisonNotes } from '../src/compare/comparison-notes.ts';
import type { Question } from '../src/compare/question.ts';
import { readPoint } from '../src/compare/run-point.ts';
import { groupByVariant } from '../src/compare/variant-runs.ts';
import { exportTidy } from '../src/export/tidy.ts';
import { readRuns } from '../src/reading/runs.ts';
import { madeUpRun, madeUpVariant } from './made-up-results.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** The comparison without what tells folders from files. */
const compared = async (path: string, question: Question) => {
  const { runs, damaged } = await readRuns([path]);
  expect(damaged).toEqual([]);
  const comparison = compare(groupByVariant(runs), question);
  return {
    variants: comparison.variants.map(({ runs, ...figures }) => ({
      ...figures,
      runs: runs.map(({ run, status, isUnnamed }) => ({ run, status, isUnnamed })),
    })),
    notes: comparisonNotes(comparison),
  };
};

const exported = async (out: string): Promise<string> => {
  const file = join(temporaryFolder(), 'all.csv');
  await exportTidy((await readRuns([out])).runs, file);
  return file;
};

it('gives the same comparison, whatever became of the runs', async () => {
  const out = temporaryFolder();
  madeUpVariant(out, 'activation=elu,hidden=8x128', [0.1, 0.2, 0.3, 0.2, 0.25, 1]);
  madeUpVariant(out, 'activation=relu,hidden=8x128', [0.2, 0.4, 0.4, 0.5, 0.3, 0.35]);
  madeUpRun(out, 'activation=elu,hidden=8x128', 6, { errors: [], status: 'failed' });
  madeUpRun(out, 'activation=relu,hidden=8x128', 6, { errors: [0.9, 'nan'], status: 'diverged' });
  madeUpRun(out, 'activation=relu,hidden=8x128', 7, { errors: [0.9, 0.5], status: 'running' });
  const file = await exported(out);
  for (const question of [
    { metric: 'test_error', baseline: 'relu', until: 0.4 },
    { metric: 'test_loss', baseline: 'elu', at: readPoint('1 epoch') },
    { metric: 'seconds' },
  ])
    expect(await compared(file, question)).toEqual(await compared(out, question));
});

it('tells experiments apart', async () => {
  const out = temporaryFolder();
  madeUpVariant(out, 'a=b', [0.1, 0.2], 'one');
  madeUpVariant(out, 'a=b', [0.3, 0.4], 'two');
  const { runs } = await readRuns([await exported(out)]);
  expect(groupByVariant(runs).map(({ label }) => label)).toEqual(['one/a=b', 'two/a=b']);
});

it('reads names back that a spreadsheet would compute', async () => {
  const out = temporaryFolder();
  madeUpVariant(out, '=cmd()', [0.1]);
  madeUpVariant(out, '-1', [0.2]);
  const file = await exported(out);
  expect(readFileSync(file, 'utf8')).toContain("'=cmd()");
  expect((await readRuns([file])).runs.map(({ variantName }) => variantName)).toEqual(
    (await readRuns([out])).runs.map(({ variantName }) => variantName),
  );
});

it('writes more values than a call can have arguments', async () => {
  const long = Array.from({ length: 130_000 }, (_, i) => i);
  const run = {
    experiment: 'e',
    experimentPath: '/e',
    variant: { activation: 'elu' },
    variantName: 'activation=elu',
    run: 0,
    status: 'done' as const,
    folder: undefined,
    source: '/e.csv',
    columns: new Map([
      ['iteration', Float64Array.from(long)],
      ['test_error', Float64Array.from(long, (i) => 1 / (i + 1))],
    ]),
  };
  const file = join(temporaryFolder(), 'long.csv');
  expect(await exportTidy([run], file)).toBe(long.length);
  // 1/130,000, as JavaScript writes it; the header and a line a value.
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(long.length + 1);
  expect(lines.at(-1)).toBe('e,activation=elu,elu,0,done,129999,,test_error,0.000007692307692307692');
});
