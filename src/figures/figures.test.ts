/** Figures: curves against NumPy and hand calculation, which drawings an experiment gets, and what their SVG holds. */
import { describe, expect, it } from 'vitest';
import { madeUpCurves, madeUpExperiment } from '../../test/made-up-experiment.ts';
import { madeUpVariant } from '../../test/made-up-results.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { groupByVariant } from '../compare/variant-runs.ts';
import type { RunLog } from '../reading/run.ts';
import { readRuns } from '../reading/runs.ts';
import { activationOf, shapeOf } from './activation-shapes.ts';
import { drawVariances } from './activation-variance.ts';
import { stepOf } from './axes.ts';
import { shortLabels } from './chart/short-labels.ts';
import { INK } from './chart/theme.ts';
import { curveOf, thinned } from './curves/curve.ts';
import { drawAll, drawingsOf, type FigureDrawing } from './draw.ts';
import { type ExperimentRuns, experimentsOf } from './experiment-runs.ts';
import { drawFinalByRate } from './final-by-rate.ts';
import { place } from './lines-and-panels.ts';
import { inlineSvg, pngOf, svgOf } from './render.ts';
import { ACTIVATION_STYLES, stylesOf } from './styles.ts';

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

describe('names in a legend', () => {
  it('lose their middle where they are long, and stay apart', () => {
    const short = (...names: readonly string[]) => [...shortLabels(names, 9).values()];
    expect(short('elu', 'abcdefghi')).toEqual(['elu', 'abcdefghi']);
    expect(short('abcdefghijk-1', 'abcdefghijk-2')).toEqual(['abcd…jk-1', 'abcd…jk-2']);
    expect(short('abcd1wxyz9', 'abcd2wxyz9')).toEqual(['abcd…xyz9', 'ab…z9 (2)']);
    expect(new Set(short('abcd1wxyz9', 'abcd2wxyz9', 'abcd…xyz9')).size).toBe(3);
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
  });
});

describe('what runs along', () => {
  const along = (...runs: readonly Readonly<Record<string, readonly number[]>>[]) =>
    stepOf(groupByVariant(runs.map((columns, i) => run(columns, { run: i }))));
  const twenty = Array.from({ length: 20 }, (_, i) => i);

  it.each([
    ['an epoch a row', { iteration: [0, 937, 1874], epoch: [0, 1, 2] }, 'epoch'],
    ['counted from 0, without iterations', { iteration: [0, 1, 2], epoch: [0, 1, 2] }, 'epoch'],
    ['every third epoch', { iteration: [3, 6, 9], epoch: [3, 6, 9] }, 'epoch'],
    ['ten rows an epoch', { iteration: twenty, epoch: twenty.map((i) => Math.floor(i / 10)) }, 'iteration'],
    ['one epoch with two rows', { iteration: [1, 2, 3], epoch: [1, 1, 2] }, 'iteration'],
    ['parts of epochs', { iteration: [1, 2], epoch: [0.5, 1] }, 'iteration'],
    ['epochs that begin again', { iteration: [1, 2, 3, 4], epoch: [1, 2, 1, 2] }, 'iteration'],
    ['an epoch that is missing', { iteration: [1, 2, 3], epoch: [1, Number.NaN, 3] }, 'iteration'],
    ['no epochs', { iteration: [1, 2, 3] }, 'iteration'],
  ])('%s', (_, columns, expected) => {
    expect(along(columns)).toBe(expected);
  });

  it('is iterations where the runs of a variant have other epochs at one of them', () => {
    const fast = { iteration: [10, 20], epoch: [1, 2] };
    expect(along(fast, fast)).toBe('epoch');
    expect(along(fast, { iteration: [10, 20], epoch: [2, 4] })).toBe('iteration');
    expect(along(fast, {})).toBe('epoch');
  });
});

describe('values that a logarithmic axis has no place for', () => {
  const losses = (...values: readonly (readonly number[])[]) => {
    const runs = values.map((test_loss, i) =>
      run(
        { iteration: test_loss.map((_, row) => row + 1), test_loss },
        { variant: { activation: `v${i}` }, variantName: `v${i}` },
      ),
    );
    return drawAll({ ...nameless, variants: groupByVariant(runs) }, options, ['learning-curves']);
  };
  const scaleOfY = ({ spec }: Pick<FigureDrawing, 'spec'>) =>
    (spec as unknown as { encoding: { y: { scale: { type: string } } } }).encoding.y.scale.type;

  it.each([
    ['below zero from the start', [[-1, -2, -3]], 'linear', 3, 'The axis is linear'],
    [
      'below zero in the end',
      [
        [0.5, 0.1, -0.2],
        [0.7, 0.6, 0.5],
      ],
      'linear',
      6,
      'The axis is linear',
    ],
    [
      'a line at zero all along',
      [
        [0, 0, 0],
        [3, 2, 1],
      ],
      'linear',
      6,
      'The axis is linear',
    ],
    [
      'a line that leaves one value',
      [
        [1, 0, 0],
        [3, 2, 1],
      ],
      'linear',
      6,
      'The axis is linear',
    ],
    ['a zero in between', [[1, 0, 0.5, 0.2]], 'log', 3, 'A point at zero is left out'],
    [
      'zeros in the end',
      [
        [1, 0.5, 0, 0],
        [1, 1, 1, 1],
      ],
      'log',
      6,
      '2 points at zero are left out',
    ],
    ['none', [[3, 2, 1]], 'log', 3, 'One run of each variant.'],
  ])('%s', (_, values, scale, count, words) => {
    const { drawings, absences } = losses(...values);
    expect(drawings).toHaveLength(1);
    expect([scaleOfY(drawings[0]!), drawings[0]!.rows.length, absences]).toEqual([scale, count, []]);
    expect(drawings[0]!.caption).toContain(words);
    expect(drawings[0]!.caption).not.toContain('reached');
  });

  it('and what can be drawn nowhere is told', () => {
    expect(losses([1])).toEqual({
      drawings: [],
      absences: ['test_loss is not drawn: no run has two values of it.'],
    });
    expect(losses([Number.NaN, Number.NaN])).toEqual({ drawings: [], absences: [] });
    expect(losses([Number.NaN, 2, Number.NaN]).absences).toHaveLength(1);
  });
});

describe('columns of anyone’s file', () => {
  const drawn = (columns: Readonly<Record<string, readonly number[]>>, more: Partial<RunLog> = {}) =>
    drawingsOf({ ...nameless, variants: groupByVariant([run(columns, more)]) }, options, [
      'learning-curves',
    ])[0]!;

  it('have their first row drawn, which is a start before any update in ours alone', () => {
    const columns = { iteration: [0, 1, 2], test_loss: [3, 2, 1] };
    expect(drawn(columns).rows).toHaveLength(3);
    const ours = drawn(columns, { folder: '/e/elu/run-0' });
    expect(ours.rows).toHaveLength(2);
    expect(ours.caption).toContain('before any update');
  });

  it('are fractions where they can be', () => {
    const title = (test_error: readonly number[]) =>
      JSON.stringify(drawn({ iteration: [1, 2], test_error }).spec);
    expect(title([0.9, 0.1])).toContain('test error (%)');
    expect(title([90, 10])).not.toContain('(%)');
  });
});

describe('errors by learning rate', () => {
  const drawn = (ends: readonly number[]) => {
    const runs = ends.map((end, i) =>
      run(
        { iteration: [0, 1], test_loss: [1, end] },
        { variant: { activation: 'elu', learning_rate: `0.${i + 1}` }, variantName: `v${i}` },
      ),
    );
    return drawFinalByRate({ ...nameless, variants: groupByVariant(runs) }, 'test_loss', 'Test')!;
  };

  it.each([
    [[0.5, 0.25], 'both axes are logarithmic'],
    [[0.5, 0], 'the axis of learning rates is logarithmic'],
    [[-0.5, 0.25, 3], 'the axis of learning rates is logarithmic'],
  ])('%j: %s', (ends, words) => {
    const { caption, rows } = drawn(ends);
    expect(caption).toBe(`What each variant ended with; ${words}.`);
    expect(rows.map(({ mean }) => mean)).toEqual(ends);
  });
});

describe('variances of medians', () => {
  const drawn = (means: readonly number[]) => {
    const folder = '/e/elu/run-0';
    const layers = means.map((mean, i) => ({
      layer: `dense${i + 1}`,
      units: 2,
      mean,
      median: mean,
      max: mean,
    }));
    return drawVariances({
      ...nameless,
      variants: groupByVariant([run({}, { folder })]),
      variances: new Map([[folder, layers]]),
    });
  };

  it('say which layers a logarithmic axis has no place for, and that there are none', () => {
    expect(drawn([1, 0.1])).not.toHaveProperty('caption', expect.stringContaining('left out'));
    expect(drawn([1, 0, 0])).toMatchObject({
      caption: expect.stringContaining('2 without any variance are left out'),
    });
    expect(drawn([0, 0])).toEqual({
      absent: 'The variance of median activations is not drawn: it is zero in every layer.',
    });
    expect(drawn([])).toBeUndefined();
  });
});

describe('figures of the paper', () => {
  it('are named where they are those of its experiment', async () => {
    const out = temporaryFolder();
    madeUpExperiment(out, 'configs/mnist.yaml', ['runs=3', 'train.epochs=5'], madeUpCurves(5));
    madeUpExperiment(out, 'configs/cifar100.yaml', ['runs=3', 'name=narrow'], madeUpCurves(5));
    madeUpExperiment(out, 'configs/quick/mnist.yaml', ['runs=3'], madeUpCurves(5));
    const curves = madeUpCurves(5);
    madeUpExperiment(out, 'configs/imagenet.yaml', [], (variant, run) =>
      curves(variant, run).map((row) => ({ ...row, test_top5_error: 0.5 * row.test_error! })),
    );
    madeUpExperiment(
      out,
      'configs/autoencoder.yaml',
      ['variants={ activation: [elu, gelu] }', 'optimizer.learning_rate=0.1'],
      madeUpCurves(5, false),
    );
    const named = Object.fromEntries(
      (await read(out)).map((one) => [
        one.name,
        Object.fromEntries(
          drawingsOf(one, options).flatMap(({ name, paper }) => (paper ? [[name, paper]] : [])),
        ),
      ]),
    );
    expect(named).toEqual({
      mnist: { activations: 'Fig. 1', 'unit-activations': 'Fig. 2 (a)', 'train-loss': 'Fig. 2 (b)' },
      narrow: {
        activations: 'Fig. 1',
        'median-train-set-error': 'Fig. 4',
        'median-test-error': 'Fig. 4',
        'batch-norm-train-set-error': 'Fig. 5',
        'batch-norm-test-error': 'Fig. 5',
      },
      'mnist-quick': {},
      imagenet: {
        activations: 'Fig. 1',
        'test-loss': 'Fig. 6',
        'test-error': 'Fig. 6',
        'test-top5-error': 'Fig. 6',
      },
      autoencoder: { 'train-loss': 'Fig. 3', 'test-loss': 'Fig. 3' },
    });
  });

  it('are never those of anyone’s file', () => {
    const variants = groupByVariant([
      run({ iteration: [1, 2], train_loss: [2, 1] }, { experiment: 'mnist' }),
    ]);
    const drawings = drawingsOf({ ...nameless, name: 'mnist', variants }, options);
    expect(drawings.length).toBeGreaterThan(0);
    expect(drawings.every(({ paper }) => paper === undefined)).toBe(true);
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
