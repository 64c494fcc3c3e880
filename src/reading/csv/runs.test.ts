/** What CSV files that anyone wrote are taken for: whose rows are whose. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { EXIT, UserError } from '../../errors.ts';
import { readRuns } from '../runs.ts';
import type { CsvHints } from './hints.ts';

/** A CSV file in a folder of its own. */
function csv(text: string, name = 'results.csv'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

/** Runs as `variant/run`, and the values of one column. */
async function shortly(file: string, column: string, hints: CsvHints = {}) {
  const { runs, damaged, notes } = await readRuns([file], hints);
  return {
    runs: Object.fromEntries(
      runs.map((run) => [`${run.variantName}/${run.run}`, [...(run.columns.get(column) ?? [])]]),
    ),
    damaged,
    notes,
  };
}

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
      'net=a,depth=4',
      'net=b,depth=2',
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
      ['activation=elu,learning_rate=0.01', 0, 'diverged'],
      ['activation=elu,learning_rate=0.01', 1, undefined],
      ['activation=elu,learning_rate=0.1', 0, 'done'],
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
    ['no iteration', 'run,iteration,a\n0,,1\n0,5,2\n', /row 1: iteration is missing/],
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

  it('survives names that JavaScript knows', async () => {
    const file = csv('variant,__proto__,constructor,iteration,loss\n__proto__,1,2,0,3\n');
    const [run] = (await readRuns([file])).runs;
    expect(run!.variantName).toBe('__proto__');
    expect(run!.columns.get('__proto__')).toEqual(Float64Array.of(1));
  });
});

/** How each file was read. */
const readings = async (text: string, hints: CsvHints = {}, name = 'elu.csv') =>
  (await readRuns([csv(text, name)], hints)).readings!.map(({ how }) => how);

/** `count` rows, each from the text of its step and of its loss, which falls. */
const rows = (count: number, row: (step: number, loss: string) => string): string =>
  Array.from({ length: count }, (_, i) => `${row(i + 1, (1 / (i + 1)).toFixed(4))}\n`).join('');

describe('whose rows are these', () => {
  it.each([
    [
      "TensorBoard's download",
      `Wall time,Step,Value\n${rows(30, (i, x) => `${1.7e9 + i},${100 * i},${x}`)}`,
      'one run, 30 rows by Step',
    ],
    [
      'a capital',
      `Epoch,Train Loss,Val Loss\n${rows(20, (i, x) => `${i},${x},${x}`)}`,
      'one run, 20 rows by Epoch',
    ],
    [
      'padded names',
      `      epoch,   train/box_loss\n${rows(9, (i, x) => `   ${i},   ${x}`)}`,
      'one run, 9 rows by epoch',
    ],
    ['quotes', `"Step","test_loss"\n${rows(10, (i, x) => `"${i}","${x}"`)}`, 'one run, 10 rows by Step'],
    [
      "Lightning's step",
      `trainer/global_step,val_loss\n${rows(5, (i, x) => `${i},${x}`)}`,
      'one run, 5 rows by trainer/global_step',
    ],
    [
      "W&B's history",
      `_step,_runtime,_timestamp,loss\n${rows(5, (i, x) => `${i},${i * 2.5},${1.7e9 + i},${x}`)}`,
      'one run, 5 rows by _step',
    ],
    [
      "pandas' index",
      `,loss,val_loss\n${rows(4, (i, x) => `${i - 1},${x},${x}`)}`,
      'one run, 4 rows by the column without a name',
    ],
    [
      'a name nobody knows',
      `images_seen,loss\n${rows(6, (i, x) => `${64 * i},${x}`)}`,
      'one run, 6 rows by images_seen',
    ],
    [
      'Unix time, though called an epoch',
      `epoch,step,loss\n${rows(3, (i, x) => `${1.7e9 + i},${i},${x}`)}`,
      'one run, 3 rows by step',
    ],
    [
      'a step that begins anew each epoch',
      `epoch,batch,loss\n${rows(6, (i, x) => `${i > 3 ? 1 : 0},${(i - 1) % 3},${x}`)}`,
      'one run, 6 rows by epoch and batch',
    ],
    [
      "Ray Tune's iteration",
      `training_iteration,time_total_s,loss\n${rows(3, (i, x) => `${i},${i * 1.5},${x}`)}`,
      'one run, 3 rows by training_iteration',
    ],
    [
      'no column that counts',
      `loss\n0.9\n0.8\n0.5\n`,
      'one run, 3 rows in the order of the file, as no column counts them (--step, --run or --by names one)',
    ],
  ])('takes the rows of one training for one run: %s', async (_, text, how) => {
    const { runs, damaged, readings } = await readRuns([csv(text, 'elu.csv')]);
    expect(damaged).toEqual([]);
    expect(runs.map(({ variantName, run }) => [variantName, run])).toEqual([['elu', 0]]);
    expect(readings!.map((one) => one.how)).toEqual([how]);
  });

  it.each([
    [
      'true and false',
      `epoch,val_loss,is_best\n${rows(20, (i, x) => `${i},${x},${i % 3 ? 'True' : 'False'}`)}`,
      'is_best changes within a run, so it makes no variant',
    ],
    [
      'the time of day',
      `time,epoch,val_loss\n${rows(20, (i, x) => `2024-05-01 12:0${i % 5},${i},${x}`)}`,
      undefined,
    ],
    [
      'a clock under another name',
      `at,epoch,val_loss\n${rows(6, (i, x) => `12:0${i}:01,${i},${x}`)}`,
      undefined,
    ],
    [
      'what a program said',
      `epoch,val_loss,said\n${rows(4, (i, x) => `${i},${x},${i === 2 ? 'saved' : ''}`)}`,
      undefined,
    ],
    [
      'the phase of a schedule',
      `epoch,val_loss,regime\n${rows(6, (i, x) => `${i},${x},${i < 3 ? 'warm-up' : 'decay'}`)}`,
      'regime changes within a run, so it makes no variant',
    ],
    [
      'the optimizer, changed on the way',
      `epoch,val_loss,optimizer\n${rows(6, (i, x) => `${i},${x},${i < 4 ? 'adam' : 'sgd'}`)}`,
      'optimizer changes within a run, so it makes no variant',
    ],
  ])('does not cut a training by a text that changes in it: %s', async (_, text, said) => {
    const all = await readings(text);
    expect(all).toEqual([expect.stringMatching(/^one run, \d+ rows by epoch/)]);
    if (said === undefined) expect(all[0]).not.toContain(';');
    else expect(all[0]).toContain(said);
  });

  it('cuts where the same steps come again', async () => {
    const twice =
      rows(3, (i, x) => `a,${i % 2 ? 'True' : 'False'},${i},${x}`) +
      rows(3, (i, x) => `b,${i % 2 ? 'False' : 'True'},${i},0${x}1`);
    expect(await readings(`encoder,is_best,epoch,loss\n${twice}`)).toEqual([
      '2 runs of 2 variants by encoder, 6 rows by epoch; is_best changes within a run, so it makes no variant',
    ]);
  });

  it.each(['seed', 'Seed', ' Run ', 'run_id', 'Random Seed', 'trial', 'Replicate'])(
    'pairs by %j',
    async (name) => {
      const text = `variant,${name},test_error\nelu,1,0.1\nelu,2,0.2\nrelu,2,0.4\nrelu,1,0.3\n`;
      expect((await shortly(csv(text), 'test_error')).runs).toEqual({
        'elu/1': [0.1],
        'elu/2': [0.2],
        'relu/2': [0.4],
        'relu/1': [0.3],
      });
    },
  );

  it('pairs by labels of text, and numbers among them', async () => {
    const text = 'variant,seed,e\nelu,s1,1\nelu,02,2\nrelu,2.0,4\nrelu,s1,3\n';
    expect((await shortly(csv(text), 'e')).runs).toEqual({
      'elu/s1': [1],
      'elu/2': [2],
      'relu/2': [4],
      'relu/s1': [3],
    });
  });

  it('pairs by what variants share, not by what is of each run alone', async () => {
    const text = 'activation,run,seed,run_id,e\nelu,0,7,x1,1\nelu,1,8,x2,2\nrelu,2,7,x3,3\nrelu,3,8,x4,4\n';
    expect((await shortly(csv(text), 'e')).runs).toEqual({
      'activation=elu/7': [1],
      'activation=elu/8': [2],
      'activation=relu/7': [3],
      'activation=relu/8': [4],
    });
    expect(await readings(text)).toEqual([
      '4 runs of 2 variants by activation, told apart by run, seed and run_id, paired by seed, a row each',
    ]);
    expect((await shortly(csv(text), 'e', { run: 'RUN' })).runs).toHaveProperty('activation=relu/3');
  });

  it('pairs by several columns together where each alone comes twice', async () => {
    const text = 'model,fold,seed,e\na,0,0,1\na,1,0,2\na,0,1,3\nb,1,0,4\nb,0,0,5\nb,0,1,6\n';
    expect((await shortly(csv(text), 'e')).runs).toMatchObject({ 'model=a/1 0': [3], 'model=b/1 0': [6] });
  });

  it('knows runs that nothing names', async () => {
    const { runs } = await readRuns([csv('activation,accuracy\nelu,0.9\nelu,0.8\nrelu,0.7\n')]);
    expect(runs.map(({ isUnnamed }) => isUnnamed)).toEqual([true, true, undefined]);
  });

  it('takes for a variant what tells runs of one seed apart, and nothing else beside it', async () => {
    const text = 'seed,head,gpu_name,epoch,loss\n1,a,x,0,1\n1,b,y,0,2\n2,a,y,0,3\n2,b,x,0,4\n';
    expect(await readings(text)).toEqual([
      '4 runs of 2 variants by head, told apart by seed, 4 rows by epoch; gpu_name tells no runs apart that are not already, so it makes no variant',
    ]);
  });

  it('says which column would tell runs apart', async () => {
    const text = 'lr,seed,epoch,loss\n0.1,0,1,1\n0.1,0,2,0.5\n0.01,0,1,2\n0.01,0,2,1.5\n';
    const file = csv(text);
    expect((await readRuns([file])).damaged).toEqual([
      `${file}, rows 1 and 3 both have epoch 1 of one run. Expected one row a step; --by lr would do; --by names the columns that make a variant.`,
    ]);
    expect((await shortly(file, 'loss', { by: ['LR '] })).runs).toEqual({
      'lr=0.1/0': [1, 0.5],
      'lr=0.01/0': [2, 1.5],
    });
  });

  it('says what to add to a variant that does not tell runs apart', async () => {
    const text = 'variant,dataset,seed,epoch,loss\na,x,0,1,1\na,x,0,2,2\na,y,0,1,3\na,y,0,2,4\n';
    expect((await readRuns([csv(text)])).damaged).toEqual([
      expect.stringContaining('--by variant,dataset would do; '),
    ]);
  });

  it('says which column would count the rows', async () => {
    const text = 'variant,run,tokens,loss\na,0,64,2.5\na,0,192,1.5\nb,0,64,3.5\n';
    expect((await readRuns([csv(text)])).damaged).toEqual([
      expect.stringContaining('--step tokens would do'),
    ]);
  });

  it('takes each line of a chart over time for a run', async () => {
    const text = 'Relative Time (Process),elu - loss,relu - loss\n1,1,2\n2.5,0.5,1\n';
    expect((await shortly(csv(text), 'loss')).runs).toEqual({ 'elu/0': [1, 0.5], 'relu/0': [2, 1] });
  });

  it('takes runs that only an id or a name tells apart for variants, unless --run says otherwise', async () => {
    const text = 'key,value,step,timestamp,run_id\nloss,1,0,17,ab\nloss,2,1,18,ab\nloss,3,0,17,cd\n';
    expect((await shortly(csv(text), 'loss')).runs).toEqual({ 'run_id=ab/0': [1, 2], 'run_id=cd/0': [3] });
    expect((await shortly(csv(text), 'loss', { run: 'run_id' })).runs).toEqual({
      'results/ab': [1, 2],
      'results/cd': [3],
    });
    const named = 'Run,Run ID,metric,step,value\nelu-seed-1,ab,loss,0,1\nrelu-seed-1,cd,loss,0,2\n';
    expect((await shortly(csv(named), 'loss')).runs).toEqual({ 'elu/1': [1], 'relu/1': [2] });
  });

  it('joins training and validation that stand in rows of their own by a word', async () => {
    const text = 'epoch,phase,loss\n1,train,0.9\n1,val,1\n2,train,0.7\n2,val,0.8\n';
    expect((await shortly(csv(text), 'val_loss')).runs).toEqual({ 'results/0': [1, 0.8] });
    expect((await shortly(csv(text), 'train_loss')).runs).toEqual({ 'results/0': [0.9, 0.7] });
  });

  it('does what --step and --run say, and refuses names of nothing', async () => {
    const file = csv('epoch,batch,trial_of,loss\n0,1,a,3\n0,2,a,2\n0,1,b,4\n0,2,b,1\n');
    expect((await shortly(file, 'loss', { step: 'BATCH', run: 'trial_of' })).runs).toEqual({
      'results/a': [3, 2],
      'results/b': [4, 1],
    });
    for (const hints of [{ step: 'bach' }, { run: 'trial' }])
      await expect(readRuns([file], hints)).rejects.toMatchObject({
        exitCode: EXIT.usage,
        message: expect.stringContaining('has no such column. Did you mean'),
      });
    await expect(readRuns([file], { step: 'trial_of' })).rejects.toThrow('--step trial_of: that column');
  });

  it('takes files called elu-run-0, elu-run-1 for two runs of elu', async () => {
    const folder = temporaryFolder();
    const files = ['elu-run-0.csv', 'elu-run-1.csv', 'elu_seed2.tsv', 'elu run 3.csv'].map((name) =>
      join(folder, name),
    );
    for (const file of files) writeFileSync(file, 'loss\n0.9\n0.8\n');
    expect(
      (await readRuns(files)).runs.map(({ variantName, run, columns }) => [
        variantName,
        run,
        columns.get('loss')!.length,
      ]),
    ).toEqual([
      ['elu', 0, 2],
      ['elu', 1, 2],
      ['elu', 2, 2],
      ['elu', 3, 2],
    ]);
  });

  it('names files that are called alike by their folders', async () => {
    const out = temporaryFolder();
    const files = ['elu/metrics.csv', 'relu/metrics.csv', 'tanh/run-2/log.csv'].map((name) =>
      join(out, name),
    );
    for (const file of files) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'epoch,accuracy,loss\n0,0.5,0.9\n1,0.6,0.8\n');
    }
    expect((await readRuns(files)).runs.map(({ variantName, run }) => [variantName, run])).toEqual([
      ['elu', 0],
      ['relu', 0],
      ['tanh', 2],
    ]);
    // The folder is called as one of ours is, but the log in it is not ours.
    await expect(readRuns([join(out, 'tanh')])).rejects.toThrow(
      /run-2\/log\.csv was not written by elu-bench.*As a file named itself it is read/,
    );
  });
});

describe('what was measured', () => {
  it('is nan where nothing was, every fifth epoch say', async () => {
    const text = `epoch,train_loss,val_loss\n${rows(18, (i, x) => `${i - 1},${x},${i % 5 === 0 ? x : 'nan'}`)}`;
    const [run] = (await readRuns([csv(text)])).runs;
    expect(run!.status).toBeUndefined();
  });

  it.each([
    ['measured every epoch, then nan', [1, 0.5, 'nan', 'nan'], 'val_loss is nan from row 3 on'],
    ['due, and nan', ['nan', 1, 'nan', 0.5, 'nan', 'NaN'], 'val_loss is NaN from row 6 on'],
    ['infinite', [1, 0.5, 'inf'], 'val_loss is inf from row 3 on'],
    ['nan once, then whole', [1, 'nan', 0.5, 0.4], undefined],
    ['not due yet', ['nan', 1, 'nan', 0.5, 'nan'], undefined],
    ['empty at the end', [1, 0.5, '', ''], undefined],
    ['never measured', ['nan', 'nan', 'nan'], undefined],
  ])('tells a run that diverged: %s', async (_, values, said) => {
    const file = csv(`epoch,val_loss\n${values.map((value, i) => `${i},${value}\n`).join('')}`, 'elu.csv');
    const { runs, notes } = await readRuns([file]);
    expect(runs[0]!.status).toBe(said === undefined ? undefined : 'diverged');
    expect(notes).toEqual(
      said === undefined ? [] : [`${file}: run 0 of elu counts as diverged, as ${said}.`],
    );
  });

  it('stands in rows that complete each other', async () => {
    const text =
      'epoch,step,train_loss,val_loss\n0,4,0.67,\n0,9,0.72,\n0,9,,0.69\n1,14,0.66,\n1,19,0.70,\n1,19,,0.68\n';
    const [run] = (await readRuns([csv(text)])).runs;
    expect([...run!.columns.get('iteration')!]).toEqual([4, 9, 14, 19]);
    expect([...run!.columns.get('train_loss')!]).toEqual([0.67, 0.72, 0.66, 0.7]);
    expect([...run!.columns.get('val_loss')!]).toEqual([NaN, 0.69, NaN, 0.68]);
  });
});

it('reads or refuses any text, and never fails', async () => {
  const word = fc.constantFrom(
    ...[
      'epoch',
      'Step',
      'run',
      'variant',
      'loss',
      'value',
      'metric',
      'seed',
      'experiment',
      'status',
      'name',
      'state',
      'user',
    ],
    ...[
      'a - loss',
      'params.x',
      'metrics.y',
      'run_id',
      '',
      '0',
      '1',
      '2',
      '0.5',
      'nan',
      'inf',
      'done',
      'x',
      '3 %',
      '1,5',
      '"',
      '__proto__',
    ],
  );
  const separator = fc.constantFrom(',', ',', ',', ';', '\t', '|', '\n', '\r\n', ' ');
  const text = fc
    .array(fc.tuple(word, separator), { maxLength: 60 })
    .map((parts) => parts.map(([one, after]) => one + after).join(''));
  const file = csv('', 'any.csv');
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.constantFrom({}, { by: ['a'] }, { run: 'run' }, { step: 'Step' }),
      async (one, hints) => {
        writeFileSync(file, one);
        try {
          for (const run of (await readRuns([file], hints)).runs) expect(run.variantName).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
