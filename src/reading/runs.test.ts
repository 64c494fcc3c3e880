import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { madeUpRun, madeUpVariant } from '../../test/made-up-results.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { EXIT } from '../errors.ts';
import { readRuns } from './runs.ts';

describe('readRuns from run folders', () => {
  const results = (): string => {
    const out = temporaryFolder();
    madeUpVariant(out, 'activation=elu', [0.1, 0.2]);
    madeUpVariant(out, 'activation=relu', [0.3]);
    return out;
  };

  it('finds all below a results, experiment or variant folder, or the one that is named', async () => {
    const out = results();
    const names = async (...path: string[]) =>
      (await readRuns([join(out, ...path)])).runs.map((run) => `${run.variantName}/${run.run}`);
    const all = ['activation=elu/0', 'activation=elu/1', 'activation=relu/0'];
    expect(await names()).toEqual(all);
    expect(await names('mnist')).toEqual(all);
    expect(await names('mnist', 'activation=elu')).toEqual(all.slice(0, 2));
    expect(await names('mnist', 'activation=elu', 'run-1')).toEqual(all.slice(1, 2));
    expect(await names('mnist', 'activation=elu', 'run-1', 'log.csv')).toEqual(all.slice(1, 2));
  });

  it('gives a run whole', async () => {
    const out = results();
    const folder = join(out, 'mnist', 'activation=relu', 'run-0');
    const [run] = (await readRuns([folder])).runs;
    expect(run).toMatchObject({
      experiment: 'mnist',
      experimentPath: join(out, 'mnist'),
      variant: { activation: 'relu' },
      variantName: 'activation=relu',
      run: 0,
      status: 'done',
      folder,
      source: join(folder, 'log.csv'),
    });
    expect(run!.columns.get('iteration')).toEqual(Float64Array.of(0, 100, 200));
    expect(run!.columns.get('test_error')).toEqual(Float64Array.of(0.9, 0.6, 0.3));
    expect(run!.columns.get('train_loss')).toEqual(Float64Array.of(Number.NaN, Number.NaN, Number.NaN));
  });

  it('has the variance of medians where a run measured it, at its end', async () => {
    const out = results();
    const folder = join(out, 'mnist', 'activation=relu', 'run-0');
    writeFileSync(
      join(folder, 'activation-variance.csv'),
      'layer,units,evaluations,mean_variance,median_variance,max_variance\na,10,5,0.1,0,1\nb,30,5,0.3,0,1\n',
    );
    const [run] = (await readRuns([folder])).runs;
    // (10 · 0.1 + 30 · 0.3) / 40.
    expect(run!.columns.get('median_activation_variance')).toEqual(Float64Array.of(NaN, NaN, 0.25));
  });

  it('gives a run once, however often it is named', async () => {
    const out = results();
    expect((await readRuns([out, join(out, 'mnist'), out])).runs).toHaveLength(3);
  });

  it('passes over the half row of a killed run', async () => {
    const out = temporaryFolder();
    madeUpRun(out, 'activation=elu', 0, { errors: [0.9, 0.5], tail: '200,2,0.01,,0.4,,0.' });
    const [run] = (await readRuns([out])).runs;
    expect(run!.columns.get('test_error')).toEqual(Float64Array.of(0.9, 0.5));
  });

  it('leaves out a damaged log, and names file, row and column', async () => {
    const out = results();
    const log = join(out, 'mnist', 'activation=elu', 'run-0', 'log.csv');
    appendFileSync(log, '300,3,0.01,,x,,0.1,,,4\n');
    const { runs, damaged } = await readRuns([out]);
    expect(runs).toHaveLength(2);
    expect(damaged).toEqual([`${log}, row 4, column test_loss: expected a number, found "x".`]);
    writeFileSync(log, 'a,b\n1,2\n');
    expect((await readRuns([out])).damaged).toEqual([expect.stringContaining('has no column iteration')]);
  });

  it('keeps a run that failed before its first row, leaves out one that has not begun', async () => {
    const out = temporaryFolder();
    madeUpRun(out, 'activation=elu', 0, { errors: [], status: 'failed' });
    const idle = madeUpRun(out, 'activation=elu', 1, { errors: [] });
    rmSync(join(idle, 'status.json'));
    const { runs, notes } = await readRuns([out]);
    expect(runs).toMatchObject([{ run: 0, status: 'failed' }]);
    expect(notes).toEqual([`${join(idle, 'log.csv')} has no rows: left out.`]);
  });

  it('sees without a status that a run diverged', async () => {
    const out = temporaryFolder();
    for (const [run, last] of ['nan', 0.5].entries())
      rmSync(join(madeUpRun(out, 'a=b', run, { errors: [0.9, last as 'nan'] }), 'status.json'));
    expect((await readRuns([out])).runs.map(({ status }) => status)).toEqual(['diverged', undefined]);
  });

  it('refuses a path that is not there, or has no runs', async () => {
    const empty = temporaryFolder();
    await expect(readRuns([join(empty, 'absent')])).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringContaining('no such file or folder'),
    });
    await expect(readRuns([empty])).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringContaining('holds no runs'),
    });
  });

  it('reads 500 runs of 300 rows within seconds', async () => {
    const out = temporaryFolder();
    const errors = Array.from({ length: 300 }, (_, i) => 1 / (i + 1) + 1 / 3);
    for (let run = 0; run < 250; run++)
      for (const activation of ['elu', 'relu']) madeUpRun(out, `activation=${activation}`, run, { errors });
    const begun = performance.now();
    const { runs } = await readRuns([out]);
    expect(runs).toHaveLength(500);
    expect(runs[499]!.columns.get('test_error')).toHaveLength(300);
    expect(performance.now() - begun).toBeLessThan(10_000);
  }, 60_000);

  it('follows a link to a results folder', async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, 'real'));
    madeUpVariant(join(out, 'real'), 'a=b', [0.5]);
    symlinkSync(join(out, 'real'), join(out, 'link'));
    expect((await readRuns([join(out, 'link')])).runs).toHaveLength(1);
  });
});
