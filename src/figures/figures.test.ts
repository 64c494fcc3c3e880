/** Figures: curves against NumPy and hand calculation, which drawings an experiment gets, and what their SVG holds. */
import { describe, expect, it } from 'vitest';
import { madeUpCurves, madeUpExperiment } from '../../test/made-up-experiment.ts';
import { madeUpVariant } from '../../test/made-up-results.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { type RunLog, readRuns } from '../compare/runs.ts';
import { groupByVariant } from '../compare/variants.ts';
import { curveOf, quantile, thinned } from './curve.ts';
import { type ExperimentRuns, experimentsOf } from './experiment-runs.ts';
import { drawingsOf, FIGURES } from './figures.ts';
import { logTicks } from './line-chart.ts';
import { inlineSvg, pngOf, svgOf } from './render.ts';
import { place } from './series.ts';
import { activationOf, shapeOf } from './shapes.ts';
import { ACTIVATION_STYLES, stylesOf } from './styles.ts';
import { INK } from './theme.ts';

const run = (columns: Readonly<Record<string, readonly number[]>>, more: Partial<RunLog> = {}): RunLog => ({
  experiment: 'e',
  experimentPath: '/e',
  variant: { activation: 'elu' },
  variantName: 'activation=elu',
  run: 0,
  status: 'done',
  folder: undefined,
  source: '/e.csv',
  columns: new Map(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
  ...more,
});

const nameless = {
  name: 'e',
  title: 'e',
  path: '/e',
  plan: undefined,
  paper: undefined,
  variances: new Map(),
} satisfies Partial<ExperimentRuns>;

const options = { points: 500, scale: 'log' } as const;

const read = async (out: string): Promise<readonly ExperimentRuns[]> =>
  experimentsOf((await readRuns([out])).runs);

describe('curves', () => {
  it('are statistics of the runs at each iteration, whatever their lengths', () => {
    const curve = curveOf(
      [
        run({ iteration: [0, 10, 20], x: [1, 2, Number.NaN] }),
        run({ iteration: [0, 10], x: [3, 6] }),
        run({ iteration: [0, 20], x: [Infinity, 9] }),
      ],
      'x',
    );
    // By hand: 1 and 3; 2 and 6, sd √8; 9 alone.
    expect(curve.map(({ iteration, n, mean }) => [iteration, n, mean])).toEqual([
      [0, 2, 2],
      [10, 2, 4],
      [20, 1, 9],
    ]);
    expect(curve[1]!.sd).toBeCloseTo(Math.sqrt(8), 12);
    expect(curve[1]).toMatchObject({ median: 4, low: 3, high: 5, min: 2, max: 6 });
    expect(curve[2]!.sd).toBeNaN();
  });

  it("have NumPy's quantiles", () => {
    // numpy.quantile([1, 2, 4, 8, 16], q) and of [3, 5].
    for (const [q, value] of [
      [0.25, 2],
      [0.75, 8],
      [0.1, 1.4],
    ] as const)
      expect(quantile([1, 2, 4, 8, 16], q)).toBeCloseTo(value, 12);
    expect([0.25, 0.75].map((q) => quantile([3, 5], q))).toEqual([3.5, 4.5]);
  });

  it('are thinned evenly, their ends kept', () => {
    const all = Array.from({ length: 301 }, (_, i) => i);
    expect(thinned(all, 4)).toEqual([0, 100, 200, 300]);
    expect(thinned(all, 1000)).toBe(all);
  });
});

describe('placement', () => {
  const variants = (grid: readonly Readonly<Record<string, string>>[]) =>
    groupByVariant(
      grid.map((variant) =>
        run(
          {},
          {
            variant,
            variantName: Object.entries(variant)
              .map((pair) => pair.join('='))
              .join(','),
          },
        ),
      ),
    );

  it('has lines by activation, in the order of their table, and panels by the rest', () => {
    const grid = ['relu', 'elu'].flatMap((activation) =>
      ['0.001', '0.01'].map((learning_rate) => ({ activation, learning_rate })),
    );
    expect(place(variants(grid))).toMatchObject({
      legend: 'activation',
      series: ['elu', 'relu'],
      panels: ['learning_rate = 0.01', 'learning_rate = 0.001'],
      leftOut: 0,
    });
  });

  it('draws the first of too many', () => {
    const many = variants(Array.from({ length: 30 }, (_, i) => ({ seedling: `s${i}` })));
    expect(place(many)).toMatchObject({ panels: [''], leftOut: 19 });
    expect(place(many).placed).toHaveLength(11);
  });
});

describe('styles', () => {
  /** Relative luminance, WCAG 2.2. */
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (a: string, b: string) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high! + 0.05) / (low! + 0.05);
  };

  it('have a contrast of 3:1 on white and on the dark page', () => {
    for (const [name, { colour }] of Object.entries(ACTIVATION_STYLES))
      for (const page of ['#ffffff', '#14161a'])
        expect(contrast(colour, page), `${name} on ${page}`).toBeGreaterThanOrEqual(3);
  });

  it('differ in colour and dashes, and the paper’s four in shape too', () => {
    const all = Object.values(ACTIVATION_STYLES);
    expect(new Set(all.map(({ colour }) => colour)).size).toBe(all.length);
    expect(new Set(all.map(({ dash }) => String(dash))).size).toBe(all.length);
    const four = (['elu', 'relu', 'lrelu', 'srelu'] as const).map((name) => ACTIVATION_STYLES[name].shape);
    expect(new Set(four).size).toBe(4);
  });

  it('belong to activations, whatever stands beside them', () => {
    expect(stylesOf(['mine', 'relu']).get('relu')).toBe(ACTIVATION_STYLES.relu);
    expect(stylesOf(['mine', 'relu']).get('mine')).not.toBe(ACTIVATION_STYLES.relu);
    expect(stylesOf(['__proto__', 'constructor']).size).toBe(2);
  });
});

describe('shapes', () => {
  it('are those of the formulas', () => {
    const xs = [-2, -0.5, 0, 1.5];
    expect(shapeOf(activationOf('elu(alpha=0.5)')!, xs)).toEqual(
      [0.5 * Math.expm1(-2), 0.5 * Math.expm1(-0.5), 0, 1.5].map((y) => expect.closeTo(y, 7)),
    );
    expect(shapeOf(activationOf('srelu')!, xs)).toEqual([-1, -0.5, 0, 1.5]);
  });

  it('are of labels that name one', () => {
    expect(activationOf('elu')).toEqual({ name: 'elu', alpha: 1 });
    for (const label of ['swish2', 'elu(', 'elu(beta=1)', 'elu(alpha=x)', '__proto__', ''])
      expect(activationOf(label), label).toBeUndefined();
  });
});

describe('logTicks', () => {
  it('are round numbers within the axis, three or more', () => {
    expect(logTicks(1e-5, 1)).toEqual([1e-5, 1e-4, 1e-3, 0.01, 0.1, 1]);
    expect(logTicks(0.08, 2.9)).toEqual(
      [0.1, 1].flatMap((p) => [p, Number((3 * p).toPrecision(1))]).slice(0, 3),
    );
    expect(logTicks(2.2, 6)).toEqual([3, 4, 5, 6]);
  });
});

describe('drawings', () => {
  it('repeat each figure that an experiment has data for', async () => {
    const out = temporaryFolder();
    madeUpExperiment(out, 'configs/mnist.yaml', ['runs=3', 'train.epochs=5'], madeUpCurves(5));
    madeUpExperiment(out, 'configs/autoencoder.yaml', ['train.epochs=5'], madeUpCurves(5, false));
    for (const activation of ['elu', 'relu'])
      for (const norm of ['true', 'false'])
        madeUpVariant(out, `activation=${activation},batch_norm=${norm}`, [0.1, 0.2, 0.3], 'normed');
    const names = Object.fromEntries(
      (await read(out)).map((one) => [one.name, drawingsOf(one, options).map(({ name }) => name)]),
    );
    expect(names).toEqual({
      mnist: [
        'activations',
        'unit-activations',
        'train-loss',
        'test-loss',
        'train-error',
        'test-error',
        'median-train-error',
        'median-test-error',
      ],
      autoencoder: [
        'activations',
        'unit-activations',
        'train-loss',
        'test-loss',
        'train-loss-by-learning-rate',
        'test-loss-by-learning-rate',
      ],
      normed: ['activations', 'test-loss', 'test-error', 'median-test-error', 'batch-norm-test-error'],
    });
  });

  it('have their data, and say what they leave out', async () => {
    const out = temporaryFolder();
    madeUpExperiment(out, 'configs/mnist.yaml', ['runs=2', 'train.epochs=40'], madeUpCurves(40));
    const [experiment] = await read(out);
    const [loss] = drawingsOf(experiment!, { points: 36, scale: 'log' }, ['learning-curves']);
    expect(loss!.caption).toContain('(2 runs)');
    expect(loss!.caption).toContain('Of 40 evaluations 12 are drawn.');
    expect(loss!.rows).toHaveLength(36);
    // exp(−0.3) + 0.02 = 0.760818, of run 1 1 % more: mean 0.764622, sd 0.760818 · 0.01 / √2.
    expect(loss!.rows[0]).toMatchObject({
      variant: 'activation=elu',
      iteration: 937,
      n: 2,
      mean: 0.764622,
      sd: 0.0053798,
    });
    expect(loss!.alt).toMatch(/training loss .*at the end of each line: activation=elu 0\.02/);
    const [shown] = drawingsOf(experiment!, options, ['learning-curves']);
    expect(shown!.rows.every(({ iteration }) => Number(iteration) > 0)).toBe(true);
  });

  it('of nothing are none', () => {
    const empty = groupByVariant([run({}), run({ iteration: [0], test_error: [0.5] }, { run: 1 })]);
    const experiment = { ...nameless, variants: empty };
    const names = drawingsOf(experiment, options).map(({ name }) => name);
    expect(names).toEqual(['activations']);
    expect(Object.keys(FIGURES)).toHaveLength(7);
  });
});

describe('render', () => {
  const drawing = async () => {
    const variant = { activation: '<script>alert(1)</script>&"' };
    const runs = [
      run({ iteration: [0, 10, 20, 30], test_loss: [1, 0.5, 0.2, 0.1] }, { variant, variantName: 'x' }),
    ];
    const experiment = { ...nameless, variants: groupByVariant(runs) };
    return drawingsOf(experiment, options)[0]!;
  };

  it('gives the same bytes each time, and names as text', async () => {
    const svg = await svgOf(await drawing());
    expect(await svgOf(await drawing())).toBe(svg);
    expect(svg).toMatch(/^<svg /);
    expect(svg).not.toContain('<script');
    const label = 'x<script>';
    expect(svg.includes('test loss') && !svg.includes(label)).toBe(true);
  });

  it('fits a page: its colours, no id twice, scaled', async () => {
    const svg = await svgOf(await drawing());
    const inline = inlineSvg(svg, 'one', 'one-t');
    expect(inline.match(/role=/g)).toHaveLength(1);
    for (const colour of Object.values(INK)) expect(inline).not.toContain(colour);
    expect(inline).toMatch(
      /^<svg viewBox="0 0 [\d.]+ [\d.]+" role="img" aria-labelledby="one-t" style="max-width:\d+/,
    );
    const ids = [...inline.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id!);
    expect(ids.every((id) => id.startsWith('one-'))).toBe(true);
    for (const [, id] of inline.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });

  it('makes PNG of twice the size', async () => {
    const svg = await svgOf(await drawing());
    const png = Buffer.from(await pngOf(svg));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const width = Number(/viewBox="0 0 ([\d.]+)/.exec(svg)![1]);
    expect(png.readUInt32BE(16) / width).toBeCloseTo(2, 2);
  });
});
