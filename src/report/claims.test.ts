/** Verdicts on claims, each worked out by hand from made-up runs; and that the claims of our own configs can be judged at all. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAssertion } from '../compare/assertions.ts';
import { readPoint } from '../compare/run-point.ts';
import { groupByVariant } from '../compare/variant-runs.ts';
import { expand } from '../config/expand.ts';
import type { PaperClaim } from '../config/experiment.ts';
import { loadExperiment } from '../config/load.ts';
import type { RunLog } from '../reading/run.ts';
import { logColumns } from '../results/run-columns.ts';
import { learnedNumbers } from './checklist.ts';
import { judgeClaim } from './claims.ts';
import { missingImages, nearestOf } from './deviations.ts';
import { dataLink, escaped, html, table } from './html.ts';
import { whenOf } from './when.ts';

const runs = (
  variant: Readonly<Record<string, string>>,
  ends: readonly number[],
  status: RunLog['status'] = 'done',
): RunLog[] =>
  ends.map((end, run) => ({
    experiment: 'e',
    experimentPath: '/e',
    variant,
    variantName: Object.entries(variant)
      .map((pair) => pair.join('='))
      .join(','),
    run,
    status,
    folder: undefined,
    source: '/e.csv',
    columns: new Map([
      ['iteration', Float64Array.of(0, 10)],
      ['epoch', Float64Array.of(0, 1)],
      ['x', Float64Array.of(1, end)],
    ]),
  }));

const elu = { activation: 'elu' };
const relu = { activation: 'relu' };
const base = { what: 'w', where: 'Fig.', basis: 'stated' } as const;
const verdict = (claim: Partial<PaperClaim>, all: readonly RunLog[], asInPaper = true) =>
  judgeClaim({ ...base, ...claim }, groupByVariant(all), () => asInPaper).verdict;

describe('judgeClaim', () => {
  const lower = { expect: ['elu.x < relu.x'] };
  // Differences −1 −1.1 −0.9: interval −1 ± 4.3 · 0.1/√3. Then 1 −3 −1: mean −1, interval holds 0.
  const clear = [...runs(elu, [1, 1.9, 3.1]), ...runs(relu, [2, 3, 4])];
  const unclear = [...runs(elu, [3, 0, 3]), ...runs(relu, [2, 3, 4])];

  it.each([
    ['a difference that is clear', lower, clear, true, 'reproduced'],
    ['the same in other settings', lower, clear, false, 'direction only'],
    ['one that could be chance', lower, unclear, true, 'direction only'],
    ['one the other way round', { expect: ['elu.x > relu.x'] }, clear, true, 'not reproduced'],
    ['a single pair', lower, [...runs(elu, [1]), ...runs(relu, [2])], true, 'reproduced'],
    ['runs that go on', lower, [...runs(elu, [1], 'running'), ...runs(relu, [2])], true, 'not run'],
    [
      'the same at a point',
      { ...lower, at: ['1 epoch'] },
      [...runs(elu, [1], 'running'), ...runs(relu, [2])],
      true,
      'reproduced',
    ],
    ['a point that is not reached yet', { ...lower, at: ['10', '20'] }, clear, true, 'direction only'],
    ['a variant that is not there', { expect: ['elu.x < selu.x'] }, clear, true, 'not run'],
    ['a column that is not there', { expect: ['elu.y < relu.y'] }, clear, true, 'not run'],
    [
      'magnitudes',
      { expect: ['abs(elu.x) < abs(relu.x)'] },
      [...runs(elu, [-1]), ...runs(relu, [-2])],
      true,
      'reproduced',
    ],
    [
      'a number',
      { expect: ['elu.x < 0.5 * relu.x'] },
      [...runs(elu, [1]), ...runs(relu, [3])],
      true,
      'reproduced',
    ],
    [
      'a value within its tolerance',
      { variant: 'elu', metric: 'x', value: 1.1, tolerance: 0.2 },
      runs(elu, [1]),
      true,
      'reproduced',
    ],
    [
      'within twice its spread',
      { variant: 'elu', metric: 'x', value: 1.1, spread: 0.06 },
      runs(elu, [1]),
      true,
      'reproduced',
    ],
    [
      'beyond it',
      { variant: 'elu', metric: 'x', value: 1.1, spread: 0.04 },
      runs(elu, [1]),
      true,
      'not reproduced',
    ],
    [
      'beyond it, in the right order',
      { ...lower, variant: 'elu', metric: 'x', value: 9, tolerance: 1 },
      clear,
      true,
      'direction only',
    ],
    ['words alone', {}, clear, true, 'not run'],
    [
      'a value in other settings',
      { variant: 'elu', metric: 'x', value: 9, tolerance: 1 },
      runs(elu, [1]),
      false,
      'can’t be compared',
    ],
    [
      'a number of the paper in other settings',
      { expect: ['elu.x < 0.5'] },
      clear,
      false,
      'can’t be compared',
    ],
    [
      'a value in other settings, and an order that holds',
      { ...lower, variant: 'elu', metric: 'x', value: 9, tolerance: 1 },
      clear,
      false,
      'direction only',
    ],
    [
      'a value in other settings, and an order that does not',
      { expect: ['elu.x > relu.x'], variant: 'elu', metric: 'x', value: 1, tolerance: 9 },
      clear,
      false,
      'not reproduced',
    ],
    // What is not better needs no certainty, but has to be so on the means: 2 ≤ 3 here.
    ['not better', { expect: ['relu.x >= elu.x'] }, unclear, true, 'reproduced'],
    ['better after all', { expect: ['elu.x >= relu.x'] }, unclear, true, 'not reproduced'],
  ] as const)('%s', (_, claim, all, asInPaper, expected) => {
    expect(verdict(claim as Partial<PaperClaim>, all, asInPaper)).toBe(expected);
  });

  it('takes each pair that is alike in everything else', () => {
    const grid = ['0.1', '0.01'].flatMap((learning_rate, i) => [
      ...runs({ ...elu, learning_rate }, [1 + 2 * i]),
      ...runs({ ...relu, learning_rate }, [2]),
    ]);
    const judged = judgeClaim({ ...base, ...lower }, groupByVariant(grid), () => true);
    // 1 < 2 at 0.1, not 3 < 2 at 0.01: half of it.
    expect(judged.conditions.map(({ text, holds }) => [text, holds])).toEqual([
      ['activation=elu,learning_rate=0.1 x < activation=relu,learning_rate=0.1 x', true],
      ['activation=elu,learning_rate=0.01 x < activation=relu,learning_rate=0.01 x', false],
    ]);
    expect(judged.verdict).toBe('not reproduced');
    const one = { expect: ['"elu,learning_rate=0.1".x < "relu,learning_rate=0.1".x'] };
    expect(judgeClaim({ ...base, ...one }, groupByVariant(grid), () => true)).toMatchObject({
      verdict: 'reproduced',
      conditions: [{}],
    });
  });
});

describe('what is to hold at every evaluation', () => {
  /** A run whose values at iterations 0, 1, 2, … are these, ten to an epoch. */
  const curve = (
    variant: Readonly<Record<string, string>>,
    run: number,
    values: readonly number[],
    status: RunLog['status'] = 'done',
  ): RunLog => ({
    ...runs(variant, [0], status)[0]!,
    run,
    columns: new Map([
      ['iteration', Float64Array.from(values, (_, i) => i)],
      ['epoch', Float64Array.from(values, (_, i) => i / 10)],
      ['x', Float64Array.from(values)],
    ]),
  });
  const flat = (value: number, count: number) => new Array<number>(count).fill(value);
  const every = { expect: ['elu.x < relu.x'], at: ['every evaluation'] };
  const judged = (claim: Partial<PaperClaim>, all: readonly RunLog[]) =>
    judgeClaim({ ...base, ...claim }, groupByVariant(all), () => true);

  it('counts them from after the start, and asks once whether it could be chance', () => {
    // The start is the other way round. Twelve evaluations: 1 < 2 and 1.2 < 2.1; differences −1 and −0.9.
    const all = [
      curve(elu, 0, [5, ...flat(1, 12)]),
      curve(elu, 1, [5, ...flat(1.2, 12)]),
      curve(relu, 0, [4, ...flat(2, 12)]),
      curve(relu, 1, [4, ...flat(2.1, 12)]),
    ];
    const { verdict: found, conditions } = judged(every, all);
    expect(found).toBe('reproduced');
    expect(conditions).toHaveLength(1);
    expect(conditions[0]).toMatchObject({
      text: 'activation=elu x < activation=relu x at every evaluation',
      left: expect.closeTo(1.1, 12),
      right: expect.closeTo(2.05, 12),
      evaluations: { holding: 12, count: 12 },
    });
    // −0.95 ± 12.706 · 0.070711 / √2.
    expect(conditions[0]!.interval!.low).toBeCloseTo(-1.5853, 4);
    expect(conditions[0]!.interval!.high).toBeCloseTo(-0.3147, 4);
  });

  it.each([
    ['three quarters of them', [...flat(1, 9), ...flat(3, 3)], every.at, 'direction only', 9, 12],
    ['a third of them', [...flat(1, 4), ...flat(3, 8)], every.at, 'not reproduced', 4, 12],
    [
      'all up to a point',
      [...flat(1, 10), ...flat(3, 2)],
      ['every evaluation to 1 epoch'],
      'reproduced',
      10,
      10,
    ],
    ['all up to an iteration', [...flat(1, 10), 3, 3], ['every evaluation to 10'], 'reproduced', 10, 10],
    [
      'too few to say throughout',
      [...flat(1, 9), ...flat(3, 3)],
      ['every evaluation to 9'],
      'direction only',
      9,
      9,
    ],
  ] as const)('%s', (_, values, at, expected, holding, count) => {
    const all = [curve(elu, 0, [2, ...values]), curve(relu, 0, [2, ...flat(2, 12)])];
    const { verdict: found, conditions } = judged({ ...every, at }, all);
    expect([found, conditions[0]!.evaluations]).toEqual([expected, { holding, count }]);
  });

  it('is not reproduced before the runs are over, unless they are past the point', () => {
    const all = [curve(elu, 0, [2, ...flat(1, 12)], 'running'), curve(relu, 0, [2, ...flat(2, 12)])];
    expect(judged(every, all).verdict).toBe('direction only');
    expect(judged({ ...every, at: ['every evaluation to 1 epoch'] }, all).verdict).toBe('reproduced');
    expect(judged(every, [curve(elu, 0, [1]), curve(relu, 0, [2])]).verdict).toBe('not run');
  });

  it('could be chance where the mean difference could', () => {
    // Mean differences −1 and 0.5 of two pairs.
    const all = [
      curve(elu, 0, flat(1, 12)),
      curve(elu, 1, flat(2.5, 12)),
      curve(relu, 0, flat(2, 12)),
      curve(relu, 1, flat(2, 12)),
    ];
    expect(judged(every, all).verdict).toBe('direction only');
  });
});

it('compares means alone, and says so', () => {
  expect(() => verdict({ expect: ['elu.x.median < relu.x'] }, runs(elu, [1]))).toThrow(/Leave out \.median/);
});

const shipped = readdirSync('configs', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.yaml'),
);

it.each(shipped)('claims of configs/%s can be read, and name variants of it', (file) => {
  const experiment = loadExperiment(`configs/${file}`);
  const labels = expand(experiment).flatMap(({ variant }) => [
    ...Object.values(variant),
    ...Object.entries(variant).map((pair) => pair.join('=')),
  ]);
  for (const { expect: expected = [], at = [] } of experiment.paper?.claims ?? []) {
    for (const moment of at) expect(whenOf(moment).text).toBe(moment);
    for (const text of expected)
      for (const side of [parseAssertion(text).left, parseAssertion(text).right])
        if (typeof side !== 'number')
          for (const part of side.variant.split(',')) expect(labels).toContain(part);
  }
});

it.each(shipped)('every claim of configs/%s can be judged, by columns that its runs have', (file) => {
  const experiment = loadExperiment(`configs/${file}`);
  const names = [...logColumns(experiment).map(({ name }) => name), 'median_activation_variance'];
  const claims = experiment.paper?.claims ?? [];
  // Rows as runs of it leave them: at the start, and then wherever a claim is to hold.
  const points = claims.flatMap(({ at = [] }) =>
    at.flatMap((when) => (/^\d/.test(when) ? readPoint(when).count : [])),
  );
  const steps = [0, 1, ...new Set(points)].sort((a, b) => a - b);
  const column = (name: string) =>
    Float64Array.from(steps, (step) => (name === 'iteration' || name === 'epoch' ? step : Math.min(1, step)));
  const all = expand({ ...experiment, runs: 1 }).map(
    ({ variant, variantName, run }): RunLog => ({
      ...runs(variant, [1])[0]!,
      variantName,
      run,
      columns: new Map(names.map((name) => [name, column(name)])),
    }),
  );
  for (const claim of claims) {
    expect(claim.expect ?? claim.value, claim.what).toBeDefined();
    for (const asInPaper of [true, false]) {
      const judged = judgeClaim(claim, groupByVariant(all), () => asInPaper);
      expect(judged.verdict, claim.what).not.toBe('not run');
      expect(judged.conditions.every(({ holds }) => holds !== undefined)).toBe(true);
    }
  }
});

describe('settings that are not the paper’s', () => {
  const paper = expand(loadExperiment('configs/mnist.yaml'));
  const ours = (...overrides: readonly string[]) => expand(loadExperiment('configs/mnist.yaml', overrides));

  it('are named', () => {
    const more = ['runs=2', 'dataset.dir=/tmp/x', 'engine.threads=2'];
    const [plan] = ours('train.epochs=5', 'optimizer.momentum=0.9', ...more);
    expect(nearestOf(plan!, paper)?.differences).toEqual([
      'optimizer.momentum: 0.9 instead of 0',
      'train.epochs: 5 instead of 300',
    ]);
    expect(paper.map((plan) => nearestOf(plan, paper)?.differences)).toEqual(paper.map(() => []));
  });

  it('are found where they are a variant of their own', () => {
    const wide = ours('variants.activation=[elu, gelu]', 'variants.width=[0.25, 1]');
    expect(wide.slice(0, 4).map((plan) => nearestOf(plan, paper)?.differences)).toEqual([
      ['network.width: 0.25 instead of nothing'],
      [],
      undefined,
      undefined,
    ]);
  });

  it('are those of the variant that a run is, whatever it calls itself', () => {
    const cifar = expand(loadExperiment('configs/cifar100.yaml', ['runs=1']));
    const alone = (...overrides: readonly string[]) =>
      nearestOf(expand(loadExperiment('configs/cifar100.yaml', ['runs=1', ...overrides]))[0]!, cifar);
    const normed = alone('variants={}', 'network.activation=relu', 'network.batch_norm=true');
    expect([normed!.model.variantName, normed!.differences]).toEqual(['activation=relu,batch_norm=true', []]);
    const plain = alone('variants={ activation: [lrelu] }', 'network.width=0.5');
    expect(plain!.model.variantName).toBe('activation=lrelu,batch_norm=false');
    expect(alone('variants={ activation: [gelu] }')).toBeUndefined();
    expect(alone('variants={ activation: [{ name: elu, alpha: 2 }] }')).toBeUndefined();
  });

  it('are no other measurement where the paper says nothing of units', () => {
    for (const name of ['cifar100', 'autoencoder']) {
      const models = expand(loadExperiment(`configs/${name}.yaml`));
      const [probed] = expand(loadExperiment(`configs/${name}.yaml`, ['probe.samples=100']));
      expect(nearestOf(probed!, models)?.differences).toEqual([]);
    }
    expect(nearestOf(ours('probe.samples=100')[0]!, paper)?.differences).toEqual([
      'probe.samples: 100 instead of 1000',
    ]);
  });

  it('are fewer images, too', () => {
    const read = { sampleShape: [784], imageSize: [28, 28], classes: 10 } as const;
    expect(missingImages(paper[0]!, { train: 10_000, test: 10_000, ...read })).toEqual([
      '10,000 training images instead of 60,000',
    ]);
    expect(missingImages(paper[0]!, { train: 60_000, test: 10_000, ...read })).toEqual([]);
    expect(missingImages(paper[0]!, undefined)).toEqual([]);
  });
});

it.each([
  // By hand: (784 + 1) 128 + 7 (128 + 1) 128 + (128 + 1) 10.
  ['mnist', 217_354],
  // 785·1000 + 1001·500 + 501·250 + 251·30 + 31·250 + 251·500 + 501·1000 + 1001·784.
  ['autoencoder', 2_837_314],
  // A layer of m units after c of field k: m (c k² + 1), summed from 192 (3·25 + 1) to 100 (300 + 1).
  ['cifar100', 1_669_028],
])('counts the parameters of %s', (name, count) => {
  expect(learnedNumbers(expand(loadExperiment(`configs/${name}.yaml`))[0]!)).toBe(count);
});

describe('html', () => {
  it('keeps text from being anything else', () => {
    const name = `<img src=x onerror="alert(1)">&'\u202e\u0000`;
    expect(html`<p title="${name}">${[name, html`<b>${1}</b>`, false, undefined]}</p>`.html).toBe(
      `<p title="${escaped(name)}">${escaped(name)}<b>1</b></p>`,
    );
    expect(escaped(name)).toBe('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;\\u202e\\u0000');
    expect(table(['<a>'], [['<b>', '<c>']], '"d').html).not.toMatch(/<[abc]>|""d/);
  });

  it('holds files in links that give them back', () => {
    const content = 'a,"b;=@\n#%<>é\'"';
    const [, url] = /href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(
      dataLink('x.csv', 'text/csv', content, 'x').html,
    )!;
    expect(decodeURIComponent(url!)).toBe(content);
  });
});
