/** @file `elu-bench compare` from end to end, on results folders and CSV files that the tests make up. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { eluBench } from './cli-process.ts';
import { madeUpRun, madeUpVariant } from './made-up-results.ts';
import { temporaryFolder } from './tiny-idx.ts';

const ELU = [0.1, 0.2, 0.3, 0.2, 0.2];
const RELU = [0.2, 0.4, 0.4, 0.5, 0.3];

/** Five runs of ELU, each better than the run of ReLU, or whatever it is called, with its number. */
const results = (other = 'relu'): string => {
  const out = temporaryFolder();
  madeUpVariant(out, 'activation=elu', ELU);
  madeUpVariant(out, `activation=${other}`, RELU);
  return out;
};

const csvFile = (text: string): string => {
  const file = join(temporaryFolder(), 'anyone.csv');
  writeFileSync(file, text);
  return file;
};

const compare = (...args: string[]) => eluBench('compare', ...args);

describe('elu-bench compare', () => {
  it('prints a table of variants, and how to get differences', async () => {
    const { code, stdout, stderr } = await compare(results('tanh'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`test_error at the end of each run (lower is better)

  variant          runs  mean ± sd      95 % interval   median  best   seconds
  activation=elu   5     0.200 ± 0.071  0.112 to 0.288  0.200   0.200  4.000 ± 0.000
  activation=tanh  5     0.360 ± 0.114  0.218 to 0.502  0.400   0.360  4.000 ± 0.000

  mean ± standard deviation over the runs, with Student's interval of the mean
  best: mean over the runs of the best that each ever had

- --baseline VARIANT adds differences, run by run, and whether they could be chance.
`);
  });

  it('compares with relu unless asked otherwise, as report does', async () => {
    const out = results();
    const [usual, asked, other] = await Promise.all([
      compare(out),
      compare(out, '--baseline', 'activation=relu'),
      compare(out, '--baseline', 'elu', '--json'),
    ]);
    expect(usual.stdout).toContain('difference to activation=relu, run k against run k\n');
    expect(usual.stdout).toBe(asked.stdout);
    expect(JSON.parse(other.stdout).baseline).toBe('activation=elu');
  });

  it('says how to name a baseline where relu is short for several', async () => {
    const out = temporaryFolder();
    for (const name of ['elu', 'relu'])
      for (const rate of [0.1, 0.01]) madeUpVariant(out, `activation=${name},learning_rate=${rate}`, ELU);
    const { stdout } = await compare(out);
    expect(stdout).not.toContain('difference to');
    expect(stdout).toContain(
      'relu alone is short for 2 of them: activation=relu,learning_rate=0.01 and activation=relu,learning_rate=0.1.\n',
    );
  });

  it('says how small p can be at best, instead of a bare "not significant"', async () => {
    const { code, stdout } = await compare(results(), '--baseline', 'relu', '--until', '0.4');
    expect(code).toBe(0);
    expect(stdout).toMatch(/iterations until 0\.4\n.*elu .*100 \(5 of 5\)\n.*relu .*200 \(4 of 5\)\n/);
    expect(stdout).toMatch(
      /activation=elu +5 +-0\.16 +-0\.27 to -0\.05 +- +-1\.00 +0\.0625 +0\.0625 +0\.0625\n/,
    );
    expect(stdout).toContain(
      "- 5 pairs can't give a p below 0.0625, however clear the difference; p < 0.05 takes 6 pairs at least.\n",
    );
  });

  it('gives the same figures as CSV, in full precision', async () => {
    const { stdout } = await compare(results(), '--baseline', 'relu', '--format', 'csv');
    const [elu, relu] = parse<Record<string, string>>(stdout, { columns: true });
    // scipy.stats.t.interval(0.95, 4, numpy.mean(x), scipy.stats.sem(x)) of x = ELU.
    expect(Number(elu!.mean_low)).toBeCloseTo(0.112201097, 8);
    expect(Number(elu!.mean_high)).toBeCloseTo(0.287798903, 8);
    expect(elu).toMatchObject({
      variant: 'activation=elu',
      n: '5',
      median: '0.2',
      p: '0.0625',
      effect: '-1.0',
    });
    expect(relu).toMatchObject({ variant: 'activation=relu', p: '', baseline: 'activation=relu' });
  });

  it('prints JSON with every run', async () => {
    const out = results();
    const { code, stdout } = await compare(
      out,
      '--baseline',
      'relu',
      '--json',
      '--assert',
      'elu.test_error < 1',
    );
    expect(code).toBe(0);
    const object = JSON.parse(stdout);
    expect(object).toMatchObject({
      version: 1,
      metric: 'test_error',
      baseline: 'activation=relu',
      confidence: 0.95,
    });
    expect(object.variants[0]).toMatchObject({
      variant: 'activation=elu',
      sets: { activation: 'elu' },
      p: 0.0625,
      values: ELU.map((value, run) => ({ run, value })),
    });
    expect(object.assertions).toEqual([
      { text: 'elu.test_error < 1', holds: true, left: expect.closeTo(0.2), right: 1 },
    ]);
    expect((await compare(results('tanh'), '--format', 'json')).stdout).toContain('"baseline": null');
  });

  it('gives the same bytes every time', async () => {
    const out = results();
    const args = [out, '--baseline', 'relu', '--json'];
    const [first, second] = await Promise.all([compare(...args), compare(...args)]);
    expect(second.stdout).toBe(first.stdout);
  });

  it('exits with 4 where an assertion does not hold, with 2 where it says nothing', async () => {
    const out = results();
    const [holds, fails, nothing, unread] = await Promise.all([
      compare(out, '--assert', 'elu.test_error < relu.test_error', '--assert', 'elu.test_error.max <= 0.3'),
      compare(
        out,
        '--assert',
        'elu.test_error < relu.test_error',
        '--assert',
        'elu.test_error < 0.5 * relu.test_error',
      ),
      compare(out, '--assert', 'swish.test_error < relu.test_error'),
      compare(out, '--assert', 'elu < relu'),
    ]);
    expect(holds.code).toBe(0);
    expect(holds.stderr).toMatch(/holds: elu\.test_error < relu\.test_error \(0\.2\d*, 0\.36\d*\)\n/);
    expect(fails.code).toBe(4);
    expect(fails.stderr).toContain('does not hold: elu.test_error < 0.5 * relu.test_error');
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
    expect(nothing.stderr).toContain('no variant is called swish');
    expect(unread).toMatchObject({ code: 2, stdout: '' });
    expect(unread.stderr).toContain('is neither a number nor variant.column');
  });

  it('refuses what is not there, with the nearest name', async () => {
    const out = results();
    const refused = async (...args: string[]) => {
      const { code, stdout, stderr } = await compare(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    expect(await refused(join(out, 'absent'))).toContain('no such file or folder');
    expect(await refused(out, '--metric', 'test_eror')).toContain('Did you mean test_error?');
    expect(await refused(out, '--baseline', 'rely')).toContain('Did you mean relu?');
    expect(await refused(out, '--at', '150')).toContain('The nearest: 100 and 200.');
    expect(await refused(out, '--until', 'soon')).toContain('Expected a number.');
    expect(await refused(out, '--format', 'pdf')).toBe(
      'elu-bench: --format pdf: expected table, csv, md, json.\n',
    );
    expect(await refused()).toContain("missing required argument 'paths'");
  });

  it('refuses p below three pairs', async () => {
    const out = temporaryFolder();
    madeUpVariant(out, 'activation=elu', ELU.slice(0, 2));
    madeUpVariant(out, 'activation=relu', RELU.slice(0, 2));
    const { code, stdout } = await compare(out, '--baseline', 'relu');
    expect(code).toBe(0);
    expect(stdout).toContain("- activation=elu: no p from 2 pairs, which can't show anything; 3 at least.\n");
  });

  it('tells runs that diverged or have not finished, and goes on with the others', async () => {
    const out = results();
    madeUpRun(out, 'activation=relu', 1, { errors: [0.9, 'nan'], status: 'diverged' });
    madeUpRun(out, 'activation=relu', 2, { errors: [0.9, 0.5], status: 'running', tail: '200,2,0.0' });
    const { code, stdout } = await compare(out, '--baseline', 'relu');
    expect(code).toBe(0);
    expect(stdout).toMatch(/activation=relu +3 of 5 /);
    expect(stdout).toContain(
      '- activation=relu: 2 of 5 runs left out: run 1 diverged; run 2 not finished.\n',
    );
    expect(stdout).toContain(
      '- activation=elu: only 3 of 5 runs have a partner of the same number in the baseline.\n',
    );
  });

  it('leaves out a damaged log, compares the rest, and exits with 3', async () => {
    const out = results();
    appendFileSync(join(out, 'mnist', 'activation=elu', 'run-0', 'log.csv'), '300,3,0.01,,x,,0.1,,,4\n');
    const { code, stdout, stderr } = await compare(out);
    expect(code).toBe(3);
    expect(stdout).toMatch(/activation=elu +4 /);
    expect(stderr).toMatch(
      /left out, as damaged: .*run-0\/log\.csv, row 4, column test_loss: expected a number/,
    );
  });

  it("compares anyone's CSV files", async () => {
    const file = csvFile(
      `model;seed;step;val_accuracy\n${[0, 1, 2].map((seed) => `a;${seed};10;0,8${seed}\nb;${seed};10;0,7${seed}\n`).join('')}`,
    );
    const { code, stdout } = await compare(file, '--metric', 'val_accuracy', '--baseline', 'b');
    expect(code).toBe(0);
    expect(stdout).toMatch(/val_accuracy at the end of each run \(higher is better\)/);
    expect(stdout).toMatch(/model=a +3 +0\.810 ± 0\.010/);
    expect(stdout).toMatch(/model=a +3 +\+0\.1000 /);
    expect((await compare(file)).stderr).toContain('--metric is needed');
  });

  it('makes names harmless for spreadsheets, Markdown and terminals', async () => {
    const names = ['\u001b[2Jx', '@a|b', '<script>alert(1)</script>', '=cmd()'];
    const file = csvFile(
      `variant,run,iteration,test_error\n${names.map((name, i) => `${name},0,0,0.${i + 1}\n`).join('')}`,
    );
    const [table, csv, md, json] = await Promise.all(
      ['table', 'csv', 'md', 'json'].map((format) =>
        compare(file, '--format', format, '--baseline', '=cmd()'),
      ),
    );
    const rows = parse<Record<string, string>>(csv!.stdout, { columns: true });
    expect(rows.map(({ variant }) => variant)).toEqual([names[0], "'@a|b", names[2], "'=cmd()"]);
    expect(rows[1]!.baseline).toBe("'=cmd()");
    expect(md!.stdout).toContain('| &lt;script&gt;alert(1)&lt;/script&gt; |');
    expect(md!.stdout).toContain('| @a\\|b |');
    expect(md!.stdout).not.toContain('<script');
    expect(table!.stdout).toContain('\\u001b[2Jx');
    expect(md!.stdout + table!.stdout + table!.stderr + csv!.stderr).not.toContain('\u001b');
    expect(JSON.parse(json!.stdout).variants.map(({ variant }: { variant: string }) => variant)).toEqual(
      names,
    );
  });

  it('explains itself', async () => {
    const { code, stdout } = await compare('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/--baseline.*--assert.*Examples:/s);
  });
});
