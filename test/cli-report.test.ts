/** @file `report`, `figures` and the exports of `export` from end to end, on made-up results. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { eluBench } from './cli-process.ts';
import { madeUpCurves, madeUpExperiment } from './made-up-experiment.ts';
import { madeUpRun, madeUpVariant } from './made-up-results.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** More evaluations than "throughout" takes, up to the first tenth of the training, and its end. */
const EPOCHS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 100, 300];

const mnist = (): string => {
  const out = temporaryFolder();
  madeUpExperiment(out, 'configs/mnist.yaml', [], madeUpCurves(EPOCHS));
  return out;
};

const report = async (paths: readonly string[], ...more: string[]) => {
  const file = join(temporaryFolder(), 'report.html');
  const ended = await eluBench('report', ...paths, '-o', file, ...more);
  return { ...ended, page: existsSync(file) ? readFileSync(file, 'utf8') : '' };
};

/** What a reader sees. */
const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('elu-bench report', () => {
  it('tells the story of an experiment, the same each time', async () => {
    const out = mnist();
    const [first, second] = [await report([out]), await report([out])];
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    expect(second.page).toBe(first.page);
    expect(Buffer.byteLength(first.page)).toBeLessThan(2_000_000);
    const text = textOf(first.page);
    // Made-up levels: ELU lies lower in every run and epoch.
    expect(text).toMatch(
      /reproduced ELUs have a smaller median of the units&#39; mean activations throughout/,
    );
    expect(text).toMatch(/reproduced The training error \(cross-entropy\) decreases much more rapidly/);
    for (const words of [
      '2 of 2 comparisons hold',
      'at 13 of 13',
      'at 11 of 11',
      'difference to activation=relu, run k against run k',
      '217,354',
      '15 done',
      'seed 0',
      '60,000 training and 10,000 test images of 28 × 28, 10 classes, the whole data set in its official split',
      'divided by 255',
      'made up, cpu',
      'Momentum and weight decay: none are mentioned',
      'As the paper’s Fig. 2 (a).',
    ])
      expect(text).toContain(words);
    expect(first.page.match(/<svg /g)).toHaveLength(8);
    expect(first.page.match(/href="data:text\/csv/g)).toHaveLength(8);
    expect(first.page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/)/);
    expect(first.page).not.toContain(out);
  }, 120_000);

  it('calls nothing reproduced that was not run as the paper says', async () => {
    const out = temporaryFolder();
    madeUpExperiment(out, 'configs/mnist.yaml', ['runs=2', 'train.epochs=3'], madeUpCurves(3));
    const text = textOf((await report([out])).page);
    expect(text).toContain('train.epochs: 3 instead of 300');
    expect(text).toContain('As the paper’s Fig. 2 (b), in other settings.');
    expect(text).not.toMatch(/ reproduced (?:ELUs|The)/);
  }, 60_000);

  it('has no findings for CSV files that happen to be called like an experiment', async () => {
    const folder = join(temporaryFolder(), 'mnist');
    mkdirSync(folder);
    for (const name of ['elu', 'relu'])
      writeFileSync(
        join(folder, `${name}-run-0.csv`),
        'epoch,train_loss,test_loss\n1,0.5,-0.5\n2,0.2,-0.8\n3,-0.1,-1\n',
      );
    const { page } = await report([join(folder, 'elu-run-0.csv'), join(folder, 'relu-run-0.csv')]);
    const text = textOf(page);
    expect(text).not.toMatch(/the paper’s|findings|that elu-bench wrote/);
    expect(text.match(/The axis is linear/g)).toHaveLength(2);
    expect(text).not.toContain('reached');
  }, 60_000);

  it('survives damage, and says what it left out', async () => {
    const out = temporaryFolder();
    madeUpVariant(out, 'activation=elu', [0.1, 0.2, 0.3]);
    madeUpVariant(out, 'activation=relu', [0.2, 0.3]);
    madeUpRun(out, 'activation=relu', 2, { errors: [0.9, 0.5, 'nan'], status: 'diverged' });
    madeUpRun(out, 'activation=relu', 3, { errors: [0.9, 0.8, 0.7, 0.6, 0.5], tail: '500,5,0.0' });
    const folder = join(out, 'mnist', 'activation=elu');
    appendFileSync(join(folder, 'run-0', 'log.csv'), '300,3,0.01,,x,,0.1,,,4\n');
    writeFileSync(join(folder, 'run-1', 'config.yaml'), 'name: [');
    writeFileSync(join(folder, 'run-1', 'environment.json'), '{"cpu": ');
    writeFileSync(join(folder, 'run-1', 'activation-variance.csv'), 'layer,units\n');
    const { code, stderr, page } = await report([out]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/left out, as damaged: .*run-0\/log\.csv, row 4, column test_loss/);
    const text = textOf(page);
    expect(text).toMatch(/mnist\/activation=elu\/run-0\/log\.csv, row 4/);
    expect(text).toContain('run 2 diverged');
    expect(text).toContain('a point is of those that go on');
    expect(page).not.toContain('NaN');
  }, 60_000);

  it('makes names harmless', async () => {
    const file = join(temporaryFolder(), 'anyone.csv');
    const names = [
      '<script>alert(1)</script>',
      '=cmd()',
      '"><img src=x onerror=alert(1)>',
      '</svg><script>alert(2)</script>',
    ];
    writeFileSync(
      file,
      `variant,run,iteration,test_error\n${names.map((name, i) => [0, 1, 2].map((row) => `"${name.replaceAll('"', '""')}",0,${row},0.${i + 1}${row}\n`).join('')).join('')}`,
    );
    const { code, page } = await report([file]);
    expect(code).toBe(0);
    expect(page).not.toMatch(/<script|<img|onerror="/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    const [, data] = /href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(page)!;
    const rows = parse<Record<string, string>>(decodeURIComponent(data!), { columns: true });
    expect(new Set(rows.map(({ variant }) => variant))).toEqual(
      new Set([names[0], "'=cmd()", names[2], names[3]]),
    );
  }, 60_000);

  it('refuses what is not there', async () => {
    const out = temporaryFolder();
    expect(await report([out])).toMatchObject({ code: 2, page: '' });
    madeUpVariant(out, 'activation=elu', [0.1]);
    expect((await report([out], '--metric', 'test_eror')).stderr).toContain('Did you mean test_error?');
    expect((await report([out], '--scale', 'cubic')).stderr).toContain('expected linear or log');
    expect((await report([out], '--baseline', 'selu')).stderr).toContain('no variant is called selu');
  }, 60_000);
});

describe('elu-bench figures', () => {
  it('writes each figure in each format', async () => {
    const [out, to] = [temporaryFolder(), join(temporaryFolder(), 'a', 'b')];
    madeUpVariant(out, 'activation=elu', [0.1, 0.2]);
    const { code, stdout } = await eluBench(
      'figures',
      out,
      '-o',
      to,
      '--format',
      'svg,png,csv,vl.json',
      '--only',
      'learning-curves,activations',
    );
    expect(code).toBe(0);
    const stems = ['activations', 'test-error', 'test-loss'];
    expect(readdirSync(to)).toEqual(
      stems.flatMap((stem) => ['csv', 'png', 'svg', 'vl.json'].map((ending) => `${stem}.${ending}`)).sort(),
    );
    expect(stdout).toContain('test-error.svg: Test error\n');
    expect(JSON.parse(readFileSync(join(to, 'test-error.vl.json'), 'utf8')).$schema).toContain('vega-lite');
  }, 60_000);

  it('draws all of what lies below zero, and along iterations where rows share an epoch', async () => {
    const [folder, to] = [temporaryFolder(), temporaryFolder()];
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${Math.floor(i / 10)},${50 * i + 49},${1 - i / 20},${-1 - i / 20}`,
    );
    for (const name of ['elu-run-0', 'relu-run-0'])
      writeFileSync(join(folder, `${name}.csv`), `epoch,step,train_loss,test_loss\n${rows.join('\n')}\n`);
    const files = ['elu-run-0.csv', 'relu-run-0.csv'].map((name) => join(folder, name));
    const { code } = await eluBench('figures', ...files, '-o', to, '--format', 'csv,vl.json');
    expect(code).toBe(0);
    expect(readdirSync(to).sort()).toEqual(
      ['test-loss', 'train-loss'].flatMap((stem) => [`${stem}.csv`, `${stem}.vl.json`]),
    );
    for (const stem of ['test-loss', 'train-loss']) {
      expect(parse(readFileSync(join(to, `${stem}.csv`)), { columns: true })).toHaveLength(80);
      const spec = JSON.parse(readFileSync(join(to, `${stem}.vl.json`), 'utf8'));
      expect(spec.encoding.x.axis.title).toBe('iteration');
      expect(spec.encoding.y.scale.type).toBe('linear');
      expect(spec.data.values.slice(0, 3).map(({ x }: { x: number }) => x)).toEqual([49, 99, 149]);
    }
  }, 60_000);

  it('says what it does not draw', async () => {
    const file = join(temporaryFolder(), 'ends.csv');
    writeFileSync(file, 'variant,iteration,train_loss,test_loss\na,10,0.5,0.6\na,20,0.4,\n');
    const { code, stdout, stderr } = await eluBench('figures', file, '-o', temporaryFolder());
    expect(code).toBe(0);
    expect(stdout).toMatch(/train-loss\.svg/);
    expect(stderr).toContain('elu-bench: test_loss is not drawn: no run has two values of it.\n');
  }, 60_000);

  it('explains what is wrong', async () => {
    const out = temporaryFolder();
    madeUpVariant(out, 'activation=elu', [0.1]);
    const [format, only, none] = [
      await eluBench('figures', out, '--format', 'gif'),
      await eluBench('figures', out, '--only', 'fig7'),
      await eluBench('figures', out, '--only', 'batch-norm'),
    ];
    expect(format).toMatchObject({
      code: 2,
      stderr: 'elu-bench: --format gif: expected svg, png, csv, vl.json.\n',
    });
    expect(only.stderr).toContain('--only fig7: expected activations, unit-activations');
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing to draw') });
  }, 60_000);
});

describe('elu-bench export', () => {
  it('writes one tidy CSV file', async () => {
    const [out, file] = [temporaryFolder(), join(temporaryFolder(), 'all.csv')];
    madeUpVariant(out, 'activation=elu', [0.1]);
    madeUpRun(out, 'rate=0.1', 0, { errors: [0.9, 'nan'], status: 'diverged' }, '=cmd');
    const { code, stdout } = await eluBench('export', out, '--csv', file);
    // 3 rows of 4 columns; 2 of 4, less two that are no number.
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${file}: 18 values of 2 runs\n` });
    const rows = parse<Record<string, string>>(readFileSync(file), { columns: true });
    expect(rows.find(({ metric, iteration }) => metric === 'test_error' && iteration === '200')).toEqual({
      experiment: 'mnist',
      variant: 'activation=elu',
      rate: '',
      activation: 'elu',
      run: '0',
      status: 'done',
      iteration: '200',
      epoch: '2.0',
      metric: 'test_error',
      value: '0.1',
    });
    expect(rows.some(({ experiment }) => experiment === "'=cmd")).toBe(true);
    expect(readdirSync(join(file, '..'))).toEqual(['all.csv']);
  }, 60_000);

  it('writes event files of runs, their mean and its spread', async () => {
    const [out, to] = [temporaryFolder(), temporaryFolder()];
    madeUpVariant(out, 'activation=elu', [0.1, 0.2]);
    madeUpVariant(out, 'activation=relu', [0.1]);
    mkdirSync(join(out, 'mnist', 'activation=relu', 'run-9'));
    const { code } = await eluBench('export', out, '--tensorboard', to);
    expect(code).toBe(0);
    const folders = (variant: string) => readdirSync(join(to, 'mnist', variant)).sort();
    expect(folders('activation=elu')).toEqual(['mean', 'mean+sd', 'mean-sd', 'run-0', 'run-1']);
    expect(folders('activation=relu')).toEqual(['run-0']);
    const mean = readFileSync(join(to, 'mnist', 'activation=elu', 'mean', 'events.out.tfevents.0.elu-bench'));
    // Last event: test_error 0.15 as a float at step 200.
    const value = Buffer.alloc(4);
    value.writeFloatLE(0.15);
    expect(mean.includes(Buffer.concat([Buffer.from('test_error'), Buffer.from([0x15]), value]))).toBe(true);
  }, 60_000);

  it('wants to know what', async () => {
    expect(await eluBench('export', 'somewhere')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--tensorboard FOLDER or --csv FILE'),
    });
  });
});
