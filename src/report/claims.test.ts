/** Verdicts on claims, each worked out by hand from made-up runs; and that the claims of our own configs can be judged at all. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAssertion } from '../compare/assertions.ts';
import { readPoint } from '../compare/point.ts';
import type { RunLog } from '../compare/runs.ts';
import { groupByVariant } from '../compare/variants.ts';
import { expand } from '../config/expand.ts';
import type { PaperClaim } from '../config/experiment.ts';
import { loadExperiment } from '../config/load.ts';
import { learnedNumbers } from './checklist.ts';
import { judgeClaim } from './claims.ts';
import { deviations } from './deviations.ts';
import { dataLink, escaped, html, table } from './html.ts';

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
  judgeClaim({ ...base, ...claim }, groupByVariant(all), asInPaper).verdict;

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
  ] as const)('%s', (_, claim, all, asInPaper, expected) => {
    expect(verdict(claim as Partial<PaperClaim>, all, asInPaper)).toBe(expected);
  });

  it('takes each pair that is alike in everything else', () => {
    const grid = ['0.1', '0.01'].flatMap((learning_rate, i) => [
      ...runs({ ...elu, learning_rate }, [1 + 2 * i]),
      ...runs({ ...relu, learning_rate }, [2]),
    ]);
    const judged = judgeClaim({ ...base, ...lower }, groupByVariant(grid), true);
    // 1 < 2 at 0.1, not 3 < 2 at 0.01: half of it.
    expect(judged.conditions.map(({ text, holds }) => [text, holds])).toEqual([
      ['activation=elu,learning_rate=0.1 x < activation=relu,learning_rate=0.1 x', true],
      ['activation=elu,learning_rate=0.01 x < activation=relu,learning_rate=0.01 x', false],
    ]);
    expect(judged.verdict).toBe('not reproduced');
    const one = { expect: ['"elu,learning_rate=0.1".x < "relu,learning_rate=0.1".x'] };
    expect(judgeClaim({ ...base, ...one }, groupByVariant(grid), true)).toMatchObject({
      verdict: 'reproduced',
      conditions: [{}],
    });
  });
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
    for (const point of at) expect(readPoint(point).count).toBeGreaterThan(0);
    for (const text of expected)
      for (const side of [parseAssertion(text).left, parseAssertion(text).right])
        if (typeof side !== 'number')
          for (const part of side.variant.split(',')) expect(labels).toContain(part);
  }
});

it('names the settings that are not the paper’s', () => {
  const paper = expand(loadExperiment('configs/mnist.yaml'));
  const ours = expand(
    loadExperiment('configs/mnist.yaml', [
      'train.epochs=5',
      'optimizer.momentum=0.9',
      'runs=2',
      'dataset.dir=/tmp/x',
      'engine.threads=2',
    ]),
  );
  expect(deviations(ours, paper)).toEqual([
    'optimizer.momentum: 0.9 instead of 0',
    'train.epochs: 5 instead of 300',
  ]);
  expect(deviations(paper, paper)).toEqual([]);
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
