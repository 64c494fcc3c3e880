import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { madeUpRun, madeUpVariant } from '../../test/made-up-results.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { EXIT } from '../errors.ts';
import { readRuns } from './runs.ts';

/** A CSV file in a folder of its own. */
const csv = (text: string, name = 'results.csv'): string => {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
};

/** Runs as `variant/run`, and the values of one column. */
const shortly = async (file: string, column: string, by?: readonly string[]) => {
  const { runs, damaged, notes } = await readRuns([file], by ? { by } : {});
  return {
    runs: Object.fromEntries(
      runs.map((run) => [`${run.variantName}/${run.run}`, [...(run.columns.get(column) ?? [])]]),
    ),
    damaged,
    notes,
  };
};

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
});

describe('readRuns from CSV files', () => {
  it('reads long form: variant, run, iteration', async () => {
    const file = csv(
      'variant,run,iteration,test_error\nelu,0,0,0.9\nelu,0,10,0.1\nrelu,0,0,0.8\nelu,1,0,0.7\n',
    );
    expect(await shortly(file, 'test_error')).toEqual({
      runs: { 'elu/0': [0.9, 0.1], 'relu/0': [0.8], 'elu/1': [0.7] },
      damaged: [],
      notes: [],
    });
    const [run] = (await readRuns([file])).runs;
    expect(run).toMatchObject({
      experiment: 'results',
      experimentPath: file,
      variant: { variant: 'elu' },
      source: file,
    });
    expect(run).toMatchObject({ folder: undefined, status: undefined });
  });

  it('takes columns of text for the variant, or those of --by, and seeds for runs', async () => {
    const file = csv('net,seed,depth,step,loss\na,7,2,0,1\na,7,2,1,0.5\nb,7,2,0,3\na,8,4,0,2\n');
    expect((await shortly(file, 'loss')).runs).toEqual({
      'net=a/7': [1, 0.5],
      'net=b/7': [3],
      'net=a/8': [2],
    });
    const by = await readRuns([file], { by: ['net', 'depth'] });
    expect(by.runs.map(({ variantName }) => variantName)).toEqual([
      'net=a,depth=2',
      'net=b,depth=2',
      'net=a,depth=4',
    ]);
    expect(by.runs[0]!.variant).toEqual({ net: 'a', depth: '2' });
    expect([...by.runs[0]!.columns.get('iteration')!]).toEqual([0, 1]);
    await expect(readRuns([file], { by: ['dept'] })).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: `--by dept: ${file} has no such column. Did you mean depth? It has net, seed, depth, step, loss.`,
    });
  });

  it('reads our summary.csv, where numbers can be variants', async () => {
    const file = csv(
      'activation,learning_rate,run,seed,status,final_test_error,best_test_error\n' +
        'elu,0.1,0,1,done,0.2,0.1\nelu,0.01,0,1,diverged,nan,0.3\nelu,0.01,1,1,,,\n',
    );
    const { runs } = await readRuns([file]);
    expect(runs.map(({ variantName, run, status }) => [variantName, run, status])).toEqual([
      ['activation=elu,learning_rate=0.1', 0, 'done'],
      ['activation=elu,learning_rate=0.01', 0, 'diverged'],
      ['activation=elu,learning_rate=0.01', 1, undefined],
    ]);
  });

  it('takes a file of one run for the variant of its name', async () => {
    const folder = temporaryFolder();
    const files = ['elu.csv', 'resnet-18.csv', 'relu-run-3.csv'].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, 'iteration,test_error\n0,0.5\n');
    const { runs } = await readRuns(files);
    expect(runs.map(({ variantName, run }) => [variantName, run])).toEqual([
      ['elu', 0],
      ['resnet-18', 0],
      ['relu', 3],
    ]);
    expect(new Set(runs.map(({ experimentPath }) => experimentPath)).size).toBe(1);
  });

  it('numbers rows that nothing numbers', async () => {
    expect((await shortly(csv('variant,error\na,1\nb,2\na,3\n'), 'error')).runs).toEqual({
      'a/0': [1],
      'b/0': [2],
      'a/1': [3],
    });
  });

  it('sorts by iteration, and takes step or epoch for it', async () => {
    const file = csv('epoch,loss\n2,0.5\n1,0.7\n');
    expect((await shortly(file, 'iteration')).runs).toEqual({ 'results/0': [1, 2] });
    expect((await shortly(file, 'loss')).runs).toEqual({ 'results/0': [0.7, 0.5] });
  });

  it.each([
    ['semicolons and decimal commas', 'iteration;test_error\r\n0;0,9\r\n10;1,5e-2\r\n'],
    ['tabs', 'iteration\ttest_error\n0\t.9\n10\t0,015\n'],
    ['a byte order mark, quotes, empty lines', '\ufeff"iteration","test_error"\n0,"0.9"\n\n10,0.015\n'],
    ['no line feed at the end', 'iteration,test_error\n0,0.9\n10,0.015'],
  ])('understands %s', async (_, text) => {
    expect((await shortly(csv(text), 'test_error')).runs).toEqual({ 'results/0': [0.9, 0.015] });
  });

  it('leaves out a last row that was cut, and says so', async () => {
    const file = csv('iteration,test_loss,test_error\n0,1,0.9\n10,0.4');
    expect(await shortly(file, 'test_error')).toMatchObject({
      runs: { 'results/0': [0.9] },
      notes: [`${file} ends in the middle of row 2, which is left out.`],
    });
  });

  it.each([
    [
      'a row cut in the middle',
      'iteration,a,b\n0,1,2\n1,1\n2,1,2\n',
      /row 2: 2 fields, but the header has 3/,
    ],
    ['a last row that lacks a field, though it ends', 'iteration,a,b\n0,1,2\n1,1\n', /row 2: 2 fields/],
    ['decimal commas without semicolons', 'iteration,a\n0,0,5\n', /row 1: 3 fields.*decimal commas/],
    [
      'quoted decimal commas',
      'iteration,a\n0,"0,5"\n',
      /row 1, column a: found "0,5", a number with a decimal comma/,
    ],
    ['a word among numbers', 'iteration,a\n0,1\n1,x\n2,3\n', /row 2, column a: expected a number, found "x"/],
    ['an open quote', 'iteration,a\n0,"1\n', /not readable as CSV/],
    ['no header', '0,1\n1,2\n', /first line holds only numbers/],
    ['nothing', '', /the file is empty/],
    ['a column twice', 'iteration,a,a\n0,1,2\n', /header has "a" twice/],
    [
      'two runs in one',
      'iteration,a\n0,1\n1,2\n0,3\n',
      /rows 1 and 3 both have iteration 0 of one run.*run or seed/,
    ],
    ['rows that nothing counts', 'variant,run,a\nx,0,1\nx,0,2\n', /rows 1 and 2 are of the same run/],
    [
      'a run that is no whole number',
      'run,iteration,a\n0.5,0,1\n',
      /column run: expected a whole number, found "0.5"/,
    ],
    ['no iteration', 'run,iteration,a\n0,,1\n', /row 1: iteration is missing/],
  ])('explains %s', async (_, text, message) => {
    const file = csv(text);
    const { runs, damaged } = await readRuns([file]);
    expect(runs).toEqual([]);
    expect(damaged).toHaveLength(1);
    expect(damaged[0]).toMatch(message);
    expect(damaged[0]).toContain(file);
  });

  it('takes nan, inf, NA and empty fields for what they are', async () => {
    const file = csv('iteration,test_error,b\n0,NaN,1\n1,Inf,2\n2,NA,3\n3,,4\n4,-inf,5\n');
    const [run] = (await readRuns([file])).runs;
    expect([...run!.columns.get('test_error')!]).toEqual([NaN, Infinity, NaN, NaN, -Infinity]);
    expect(run!.status).toBe('diverged');
    const sparse = await readRuns([csv('iteration,test_error,b\n0,0.5,1\n1,,2\n')]);
    expect(sparse.runs[0]!.status).toBeUndefined();
  });

  it('says where a column of text makes every row a run of its own', async () => {
    const file = csv('date,iteration,loss\nmon,0,1\ntue,1,2\n');
    expect((await shortly(file, 'loss')).notes).toEqual([
      `${file}: every row is a run of its own, told apart by date. --by names the columns that make a variant.`,
    ]);
  });

  it('survives names that JavaScript knows', async () => {
    const file = csv('variant,__proto__,constructor,iteration,loss\n__proto__,1,2,0,3\n');
    const [run] = (await readRuns([file])).runs;
    expect(run!.variantName).toBe('__proto__');
    expect(run!.columns.get('__proto__')).toEqual(Float64Array.of(1));
  });

  it('follows a link to a results folder', async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, 'real'));
    madeUpVariant(join(out, 'real'), 'a=b', [0.5]);
    symlinkSync(join(out, 'real'), join(out, 'link'));
    expect((await readRuns([join(out, 'link')])).runs).toHaveLength(1);
  });
});
