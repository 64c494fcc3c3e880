/** @file `compare`, `figures` and `report` on CSV files that anyone wrote, from end to end: how they say what they took a file for. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { eluBench } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** Files by name in a folder of their own; their paths. */
const filesOf = (texts: Readonly<Record<string, string>>): string[] => {
  const folder = temporaryFolder();
  return Object.entries(texts).map(([name, text]) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  });
};

/** Thirty rows of TensorBoard's download, which fall to `end`. */
const download = (end: number): string =>
  `Wall time,Step,Value\n${Array.from({ length: 30 }, (_, i) => `${1.7e9 + 10 * i},${100 * (i + 1)},${end + (29 - i) / 10}\n`).join('')}`;

describe('a training in a file', () => {
  it('is one run, of which no p is had, and is said to be', async () => {
    const [elu, relu] = filesOf({ 'tb-elu.csv': download(0.2), 'tb-relu.csv': download(0.3) });
    const { code, stdout, stderr } = await eluBench(
      'compare',
      elu!,
      relu!,
      '--metric',
      'Value',
      '--baseline',
      'tb-elu',
    );
    expect(code).toBe(0);
    expect(stderr).toBe(
      `elu-bench: ${elu}: one run, 30 rows by Step\nelu-bench: ${relu}: one run, 30 rows by Step\n`,
    );
    expect(stdout).toContain('Value at the end of each run (lower is better, as a guess)\n');
    expect(stdout).toMatch(/tb-elu +1 +0\.2000 /);
    expect(stdout).toContain("- tb-relu: no p from 1 pair, which can't show anything; 3 at least.\n");
    expect(stdout).toContain(
      '- Whether more or less Value is better is not known; --higher-is-better or --lower-is-better says.\n',
    );
  });

  it('has its direction from its name, or from the user, for best and --until alike', async () => {
    const map = (values: readonly number[]) =>
      `epoch,metrics/mAP50(B)\n${values.map((value, i) => `${i + 1},${value}\n`).join('')}`;
    const files = filesOf({ 'n.csv': map([0.3, 0.45, 0.49, 0.48]), 's.csv': map([0.3, 0.5, 0.55, 0.53]) });
    const compared = async (...args: string[]) =>
      JSON.parse((await eluBench('compare', ...files, '--json', '--until', '0.5', ...args)).stdout);
    const [known, asked] = await Promise.all([
      compared('--metric', 'Metrics/map50(b)'),
      compared('--metric', 'metrics/mAP50(B)', '--lower-is-better'),
    ]);
    expect(known).toMatchObject({ metric: 'metrics/mAP50(B)', higher_is_better: true, direction: 'known' });
    expect(known.variants).toMatchObject([
      { best_mean: 0.49, until_reached: 0 },
      { best_mean: 0.55, until_median: 2 },
    ]);
    expect(known.read).toEqual(files.map((file) => ({ file, how: 'one run, 4 rows by epoch' })));
    expect(asked).toMatchObject({ higher_is_better: false, direction: 'asked' });
    expect(asked.variants).toMatchObject([{ best_mean: 0.3, until_median: 1 }, { best_mean: 0.3 }]);
    const both = await eluBench('compare', ...files, '--higher-is-better', '--lower-is-better');
    expect(both).toMatchObject({
      code: 2,
      stderr: 'elu-bench: --higher-is-better and --lower-is-better: expected one of them.\n',
    });
  });

  it('takes an assertion’s best in the direction asked for', async () => {
    const [file] = filesOf({ 'elu.csv': 'epoch,x\n1,3\n2,5\n3,4\n' });
    const judged = async (...args: string[]) =>
      JSON.parse(
        (await eluBench('compare', file!, '--metric', 'x', '--json', '--assert', 'elu.x.best > 4', ...args))
          .stdout,
      ).assertions[0];
    expect(await judged()).toMatchObject({ holds: false, left: 3 });
    expect(await judged('--higher-is-better')).toMatchObject({ holds: true, left: 5 });
  });
});

describe('pairs', () => {
  // relu is elu + 0.001 in each of eight pairs, which stand in another order: 2/2⁸ = 0.0078125, W₊ = 36.
  const labels = [1, 2, 3, 4, 5, 6, 7, 8];
  const errors = [0.0296, 0.0295, 0.0206, 0.0208, 0.0284, 0.0274, 0.0267, 0.0231];
  const order = [5, 3, 8, 1, 2, 7, 4, 6];
  const text = (name: string, label: (n: number) => string) =>
    `variant,${name},test_error\n${labels.map((n) => `elu,${label(n)},${errors[n - 1]}\n`).join('')}${order.map((n) => `relu,${label(n)},${(errors[n - 1]! + 0.001).toFixed(4)}\n`).join('')}`;

  it.each([
    ['seed', String],
    ['Seed', String],
    ['Run', String],
    ['run', (n: number) => `s${n}`],
    ['repetition', (n: number) => `${n}.0`],
  ] as const)('are told by a column %s, whatever the order of the rows', async (name, label) => {
    const [file] = filesOf({ 'file.csv': text(name, label) });
    const { stdout } = await eluBench('compare', file!, '--baseline', 'elu', '--format', 'csv');
    const relu = parse<Record<string, string>>(stdout, { columns: true })[1]!;
    expect(relu).toMatchObject({
      variant: 'relu',
      pairs: '8',
      w_plus: '36.0',
      effect: '1.0',
      p: '0.0078125',
    });
    expect(Number(relu.difference)).toBeCloseTo(0.001, 12);
  });

  it('are none where no column tells, and a sentence says so; --run names one', async () => {
    const [file] = filesOf({ 'file.csv': text('partner_of', (n) => `s${n}`).replace(/^variant,/, 'net,') });
    const unnamed = filesOf({
      'none.csv': `activation,accuracy\n${labels.map((n) => `elu,0.8${n}\nrelu,0.7${n}\n`).join('')}`,
    });
    const [none, named] = await Promise.all([
      eluBench('compare', ...unnamed, '--metric', 'accuracy'),
      eluBench('compare', file!, '--run', 'partner_of'),
    ]);
    expect(none.stderr).toContain('16 runs of 2 variants by activation, which nothing names, a row each\n');
    expect(none.stdout).toMatch(/activation=elu +0 +- +- +- +- +- +- +-\n/);
    expect(none.stdout).toContain(
      '- activation=elu: no paired test, as nothing says which run belongs to which of the baseline. --run COLUMN names what does: a seed, a number, a label.\n',
    );
    expect(named.stdout).toMatch(/net=elu +8 +-0\.001000 .* 0\.00781 /);
  });
});

it('counts the last value that was measured', async () => {
  const rows = (last: number) =>
    Array.from(
      { length: 18 },
      (_, i) => `${i},${2 - i / 10},${i % 5 === 4 ? last + (14 - i) / 10 : 'nan'}\n`,
    ).join('');
  const files = filesOf({
    'elu.csv': `epoch,train_loss,val_loss\n${rows(0.44255)}`,
    'relu.csv': `epoch,train_loss,val_loss\n${rows(0.55325)}`,
  });
  const { stdout } = await eluBench('compare', ...files, '--json');
  expect(JSON.parse(stdout).variants).toMatchObject([
    { variant: 'elu', n: 1, mean: 0.44255 },
    { variant: 'relu', n: 1, mean: 0.55325 },
  ]);
});

it('reads 150,000 rows in seconds', async () => {
  const [file] = filesOf({
    'tb.csv': `Wall time,Step,Value\n${Array.from({ length: 150_000 }, (_, i) => `${1.7e9 + i},${i},${(i % 97) / 97}\n`).join('')}`,
  });
  const begun = performance.now();
  const { code, stderr } = await eluBench('compare', file!, '--metric', 'Value');
  expect({ code, stderr }).toEqual({ code: 0, stderr: `elu-bench: ${file}: one run, 150000 rows by Step\n` });
  // A second on an idle machine, and 69 where every row was a run.
  expect(performance.now() - begun).toBeLessThan(20_000);
}, 60_000);

it('is told by figures and report as by compare, with the same options', async () => {
  const [file] = filesOf({
    'file.csv': `arch,of,t,test_loss\n${['elu', 'relu'].flatMap((name) => [0, 1].flatMap((of) => [1, 2, 3].map((t) => `${name},s${of},${t},${1 / t}\n`))).join('')}`,
  });
  const options = ['--by', 'ARCH', '--run', 'of', '--step', 't'];
  const out = temporaryFolder();
  const page = join(out, 'report.html');
  const all = await Promise.all([
    eluBench('compare', file!, ...options),
    eluBench('figures', file!, ...options, '-o', join(out, 'figures')),
    eluBench('report', file!, ...options, '-o', page),
  ]);
  for (const { code, stderr } of all) {
    expect(code).toBe(0);
    expect(stderr).toContain(`${file}: 4 runs of 2 variants by arch, told apart by of, 12 rows by t\n`);
  }
  expect(readFileSync(page, 'utf8')).toContain('4 runs of 2 variants by arch');
});
