/** Comparisons of made-up runs, each figure worked out by hand. */
import { describe, expect, it } from 'vitest';
import { EXIT } from '../errors.ts';
import type { RunLog } from '../reading/run.ts';
import { compare } from './comparison.ts';
import { comparisonNotes } from './comparison-notes.ts';
import { directionOf } from './direction.ts';
import { defaultMetric } from './metric.ts';
import type { Question } from './question.ts';
import { readPoint } from './run-point.ts';
import { findVariant, groupByVariant } from './variant-runs.ts';

const runLog = (
  variantName: string,
  run: number,
  columns: Readonly<Record<string, readonly number[]>>,
  more: Partial<RunLog> = {},
): RunLog => ({
  experiment: 'mnist',
  experimentPath: '/results/mnist',
  variant: { activation: variantName.replace('activation=', '') },
  variantName,
  run,
  status: 'done',
  folder: undefined,
  source: `/results/mnist/${variantName}/run-${run}/log.csv`,
  columns: new Map(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
  ...more,
});

/** Runs whose test_error falls to the given ends by way of their double, after 1. */
const falling = (variantName: string, ends: readonly number[]): RunLog[] =>
  ends.map((end, run) =>
    runLog(variantName, run, {
      iteration: [0, 100, 200],
      epoch: [0, 1, 2],
      test_error: [1, 2 * end, end],
      seconds: [0, 5, 10 + run],
    }),
  );

const question = (more: Partial<Question> = {}): Question => ({ metric: 'test_error', ...more });
const compared = (runs: readonly RunLog[], more: Partial<Question> = {}) =>
  compare(groupByVariant(runs), question(more));

const five = [
  ...falling('activation=elu', [0.1, 0.2, 0.3, 0.2, 0.2]),
  ...falling('activation=relu', [0.2, 0.4, 0.4, 0.5, 0.3]),
];

describe('compare', () => {
  it('has the figures of each variant', () => {
    const [elu] = compared(five, { until: 0.4 }).variants;
    // mean 1/5, squares .01 + .01 = .02, sd √(.02/4); t(0.975, 4) = 2.7764451052 from tables.
    const sd = Math.sqrt(0.005);
    expect(elu!.mean).toBeCloseTo(0.2, 12);
    expect(elu!.sd).toBeCloseTo(sd, 12);
    expect(elu!.interval!.high).toBeCloseTo(0.2 + (2.7764451052 * sd) / Math.sqrt(5), 9);
    expect(elu).toMatchObject({ label: 'activation=elu', n: 5, median: 0.2, min: 0.1, max: 0.3 });
    expect(elu!.medianInterval).toBeUndefined();
    expect(elu!.best!.mean).toBeCloseTo(0.2, 12);
    expect(elu!.seconds!.mean).toBe(12);
    // Doubles .2 .4 .6 .4 .4: run 2 only at iteration 200.
    expect(elu!.until).toEqual({ n: 5, reached: 5, median: 100 });
  });

  it('compares with the baseline run by run', () => {
    const [elu, relu] = compared(five, { baseline: 'relu' }).variants;
    // −.1 −.2 −.1 −.3 −.1: all below, so 2/2⁵; SciPy: wilcoxon(…) p = 0.0625.
    expect(elu!.difference).toMatchObject({ pairs: 5, pHolm: 0.0625 });
    expect(elu!.difference!.mean).toBeCloseTo(-0.16, 12);
    expect(elu!.difference!.test).toEqual({ n: 5, p: 0.0625, smallest: 0.0625, plus: 0, effect: -1 });
    // Three of five the same but for rounding: a resample of them alone has no spread.
    expect(elu!.difference!.bootstrap).toBeUndefined();
    expect(relu!.difference).toBeUndefined();
  });

  it("corrects for several comparisons by Holm's method", () => {
    const runs = [...five, ...falling('activation=lrelu', [0.1, 0.5, 0.3, 0.4, 0.2])];
    const comparison = compared(runs, { baseline: 'relu' });
    const [elu, , lrelu] = comparison.variants.map((one) => one.difference);
    expect(elu!.pHolm).toBe(0.125);
    expect(lrelu!.test!.p).toBeGreaterThan(0.125);
    expect(lrelu!.pHolm).toBe(lrelu!.test!.p);
    expect(comparisonNotes(comparison)).toEqual([
      "5 pairs can't give a p below 0.0625, however clear the difference; p < 0.05 after Holm's correction for 2 comparisons takes 7 pairs at least.",
    ]);
  });

  it('takes values at an iteration or an epoch, and the time until then', () => {
    for (const at of ['100', '0.1k', '1 epoch'])
      expect(compared(five, { at: readPoint(at) }).variants[0]).toMatchObject({
        median: 0.4,
        seconds: { mean: 5 },
      });
    const tenths = runLog('a', 0, { iteration: [3], epoch: [0.1 + 0.2], test_error: [0.7] });
    expect(compared([tenths], { at: readPoint('0.3 epochs') }).variants[0]!.mean).toBe(0.7);
    expect(() => compared(five, { at: readPoint('150') })).toThrow(
      '--at: no run has a row at iteration 150. The nearest: 100 and 200.',
    );
    expect(() => compared(five, { at: readPoint('9 epochs') })).toThrow(
      'no run has a row at epoch 9. The nearest: 2.',
    );
    expect(() => readPoint('soon')).toThrow('--at "soon": expected an iteration (500, 35k) or "5 epochs".');
  });

  it('leaves out runs without a value and says why', () => {
    const runs = [
      ...falling('activation=elu', [0.1, 0.2, 0.3]),
      runLog('activation=elu', 3, { iteration: [0], test_error: [0.01] }, { status: 'running' }),
      runLog('activation=elu', 4, { iteration: [0, 1], test_error: [0.01, NaN] }, { status: 'diverged' }),
      runLog('activation=elu', 5, { iteration: [0], test_loss: [1] }),
      runLog('activation=elu', 6, { iteration: [0], test_error: [NaN] }),
      runLog('activation=elu', 7, { iteration: [0], test_error: [Infinity] }),
      runLog('activation=elu', 8, {}, { status: 'failed' }),
    ];
    const comparison = compared(runs);
    expect(comparison.variants[0]).toMatchObject({ n: 3, median: 0.2 });
    expect(comparisonNotes(comparison)).toEqual([
      'activation=elu: 6 of 9 runs left out: run 3 not finished; run 4 diverged; run 5 without a column test_error; run 6 without test_error; run 7 without a finite test_error; run 8 failed.',
    ]);
    // At a point that it has, an unfinished run counts too.
    expect(compared(runs, { at: readPoint('0') }).variants[0]!.n).toBe(5);
  });

  it('takes the last value where later rows have none, but not of a run that diverged', () => {
    const columns = { iteration: [0, 1, 2], test_error: [0.9, 0.5, NaN] };
    expect(compared([runLog('a', 0, columns)]).variants[0]!.mean).toBe(0.5);
    expect(compared([runLog('a', 0, columns, { status: 'diverged' })]).variants[0]!.mean).toBeUndefined();
  });

  it('pairs by number, and says which have no partner', () => {
    const runs = [
      ...falling('activation=elu', [0.1, 0.2, 0.3, 0.1]),
      ...falling('activation=relu', [0.3, 0.3]),
    ];
    const comparison = compared(runs, { baseline: 'activation=relu' });
    expect(comparison.variants[0]!.difference).toMatchObject({
      pairs: 2,
      test: undefined,
      bootstrap: undefined,
    });
    expect(comparisonNotes(comparison)).toEqual([
      'activation=elu: only 2 of 4 runs have a partner of the same number in the baseline.',
      "activation=elu: no p from 2 pairs, which can't show anything; 3 at least.",
    ]);
  });

  it('says that runs end at different iterations', () => {
    const runs = [...five, runLog('activation=elu', 5, { iteration: [0, 700], test_error: [1, 0.1] })];
    expect(comparisonNotes(compared(runs))).toEqual([
      'The runs end at different iterations, 200 to 700; --at compares them at one.',
    ]);
  });

  it('counts a run that never reached the goal as the slowest, and one that still may not at all', () => {
    const runs = [
      ...falling('a', [0.1, 0.4, 0.4]),
      runLog('a', 3, { iteration: [0, 1], test_error: [1, NaN] }, { status: 'diverged' }),
      runLog('a', 4, { iteration: [0], test_error: [1] }, { status: 'running' }),
    ];
    expect(compared(runs, { until: 0.2 }).variants[0]!.until).toEqual({ n: 4, reached: 1, median: Infinity });
    expect(compared(runs, { until: 0.4 }).variants[0]!.until).toEqual({ n: 4, reached: 3, median: 200 });
  });

  it('takes more of an accuracy for better', () => {
    const better = (metric: string) => directionOf(metric).better;
    expect(['test_accuracy', 'val_acc', 'top1_acc'].map(better)).toEqual(['higher', 'higher', 'higher']);
    expect(['test_error', 'accumulated_loss', 'pace'].map(better)).toEqual(['lower', 'lower', 'lower']);
    const run = runLog('a', 0, { iteration: [0, 1, 2], test_accuracy: [0.1, 0.9, 0.8] });
    const [variant] = compared([run], { metric: 'test_accuracy', until: 0.85 }).variants;
    expect(variant).toMatchObject({ mean: 0.8, best: { mean: 0.9 }, until: { reached: 1, median: 1 } });
  });

  it('names the columns there are where the metric is none of them', () => {
    const refused = (metric: string) => {
      try {
        return compared(five, { metric });
      } catch (error) {
        return error;
      }
    };
    expect(refused('test_eror')).toMatchObject({
      exitCode: EXIT.usage,
      message:
        '--metric: no run has a column test_eror. Did you mean test_error? There are iteration, epoch, test_error, seconds.',
    });
    expect(defaultMetric(groupByVariant(five))).toBe('test_error');
    expect(defaultMetric(groupByVariant([runLog('a', 0, { test_loss: [1], val_loss: [2] })]))).toBe(
      'test_loss',
    );
    expect(() => defaultMetric(groupByVariant([runLog('a', 0, { bleu: [1] })]))).toThrow(
      /--metric is needed.*but bleu/,
    );
  });
});

describe('groupByVariant and findVariant', () => {
  const grid = ['elu', 'relu'].flatMap((activation) =>
    ['true', 'false'].map((batch_norm) =>
      runLog(
        `activation=${activation},batch_norm=${batch_norm}`,
        0,
        {},
        { variant: { activation, batch_norm } },
      ),
    ),
  );

  it('finds a variant by any part of it that is unique', () => {
    const variants = groupByVariant([...grid, runLog('activation=selu', 0, {})]);
    const found = (text: string) => findVariant(variants, text, '--baseline').label;
    expect(found('selu')).toBe('activation=selu');
    expect(found('activation=elu,batch_norm=true')).toBe('activation=elu,batch_norm=true');
    expect(found('batch_norm=false,elu')).toBe('activation=elu,batch_norm=false');
    expect(() => found('elu')).toThrow(
      '--baseline: elu is short for 2 variants: activation=elu,batch_norm=true and activation=elu,batch_norm=false. Write one of these names.',
    );
    expect(() => found('sellu')).toThrow(
      /no variant is called sellu\. Did you mean selu\? There are activation=elu,/,
    );
  });

  it('tells experiments apart, by path where they have one name', () => {
    const run = grid[0]!;
    const labels = (...runs: RunLog[]) => groupByVariant(runs).map(({ label }) => label);
    const quick = { ...run, experiment: 'quick', experimentPath: '/results/quick' };
    expect(labels(run, quick)).toEqual([`mnist/${run.variantName}`, `quick/${run.variantName}`]);
    const [one, two] = labels(run, { ...run, experimentPath: '/old/mnist' });
    expect(one).toMatch(/results\/mnist\/activation/);
    expect(two).toMatch(/old\/mnist\/activation/);
  });

  it('refuses two runs in one place', () => {
    const run = grid[0]!;
    expect(() => groupByVariant([run, { ...run, source: '/b.csv' }])).toThrow(
      /^run 0 of activation=elu,batch_norm=true is in .*log\.csv and in \/b\.csv\. Name only one of them\.$/,
    );
  });
});
