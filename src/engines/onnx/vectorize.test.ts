/** @file Every op's batching rule against runs that are computed one by one: in double precision to the bit, and those of the engine alone by onnxruntime. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearGraphs } from '../../../test/near-graphs.ts';
import { onOnnx } from '../../../test/on-onnx.ts';
import { evaluate } from '../../graph/evaluate.ts';
import { constant, type Expr, input, inputsOf, size } from '../../graph/expr.ts';
import { gradients } from '../../graph/grad.ts';
import type { SampleInput } from '../../graph/op.ts';
import { make, mul, OPS, type OpName, opNames, reduceSum } from '../../graph/ops.ts';
import { print } from '../../graph/print.ts';
import { type Tensor, tensor } from '../../graph/reference.ts';
import { sampleFeeds } from '../../graph/samples.ts';
import type { Outputs } from '../graphs.ts';
import { type ENGINE_OPS, engineNode } from './ops.ts';
import { takeApart } from './space/composites.ts';
import { vectorize } from './vectorize.ts';

type Feeds = Readonly<Record<string, Tensor>>;

const RUNS = 3;
const all = (name: string): string => `all/${name}`;

/** A graph for all runs, of which some inputs differ; and a tensor for each of its inputs. */
function together(outputs: Outputs, runs: readonly Feeds[], differ: ReadonlySet<string>) {
  const inputs = inputsOf(Object.values(outputs)).filter(({ attributes }) => differ.has(attributes.name));
  const values = new Map(
    inputs.map(({ attributes: { name }, shape, dtype }) => [
      name,
      input(all(name), [runs.length, ...shape], dtype),
    ]),
  );
  const joined = [...values.keys()].map((name) => {
    const parts = runs.map((feeds) => feeds[name]!);
    return [
      all(name),
      tensor(
        [runs.length, ...parts[0]!.shape],
        parts.flatMap(({ data }) => [...data]),
      ),
    ];
  });
  return {
    graph: vectorize(outputs, values, runs.length),
    feeds: { ...runs[0], ...Object.fromEntries(joined) } as Feeds,
  };
}

/** Each output of every run, one after the other. */
const apart = (outputs: Outputs, runs: readonly Feeds[]): number[][] => {
  const each = runs.map((feeds) => evaluate(Object.values(outputs), feeds));
  return Object.keys(outputs).map((_, i) => each.flatMap((values) => [...values[i]!.data]));
};

/** Runs whose inputs differ where they may. */
function runsOf(samples: readonly SampleInput[], differ: ReadonlySet<string>): Feeds[] {
  const shared = sampleFeeds(samples, 1);
  return Array.from({ length: RUNS }, (_, run) => {
    const own = Object.entries(sampleFeeds(samples, 2 + run)).filter(([name]) => differ.has(name));
    return { ...shared, ...Object.fromEntries(own) };
  });
}

function expectSame(outputs: Outputs, runs: readonly Feeds[], differ: ReadonlySet<string>): void {
  const { graph, feeds } = together(outputs, runs, differ);
  const found = evaluate(Object.values(graph), feeds);
  const expected = apart(outputs, runs);
  for (const [i, [name, node]] of Object.entries(outputs).entries()) {
    expect([...found[i]!.shape], name).toEqual([runs.length, ...node.shape]);
    expect([...found[i]!.data], name).toEqual(expected[i]);
  }
}

/** The op on its sample, and what it gives back to its operands. */
function withGradients(op: OpName): Outputs {
  const { inputs, attributes } = OPS[op].sample;
  const operands = inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const y = make(op, operands, attributes);
  const floats = operands.filter(({ dtype }) => dtype === 'float32');
  if (y.dtype !== 'float32' || floats.length === 0) return { y };
  const weights = constant(
    Array.from({ length: size(y.shape) }, (_, i) => Math.sin(i + 1)),
    y.shape,
  );
  const sum = reduceSum(
    mul(y, weights),
    y.shape.map((_, axis) => axis),
  );
  return { y, ...Object.fromEntries(gradients(sum, floats).map((d, i) => [`d${i}`, d])) };
}

/** Every choice of operands, with one at least. */
const choices = (count: number): Set<string>[] =>
  Array.from({ length: 2 ** count - 1 }, (_, bits) => {
    const chosen = Array.from({ length: count }, (_, i) => `x${i}`);
    return new Set(chosen.filter((_, i) => ((bits + 1) >> i) & 1));
  });

describe.each(opNames)('%s', (op) => {
  const { inputs } = OPS[op].sample;
  const cases = choices(inputs.length).map((differ) => ({ differ, which: [...differ].join(' and ') }));
  it.each(cases)('and its gradients, where $which differ by run', ({ differ }) => {
    expectSame(withGradients(op), runsOf(inputs, differ), differ);
  });
});

const MATRIX: SampleInput = { shape: [4, 3] };
const CASES: Readonly<
  Record<keyof typeof ENGINE_OPS, readonly [readonly SampleInput[], (xs: Expr[]) => Expr][]>
> = {
  Gemm: [
    [[MATRIX, { shape: [3, 2] }], (xs) => engineNode('Gemm', xs, { transA: 0, transB: 0, alpha: 1 })],
    [[MATRIX, MATRIX, { shape: [3] }], (xs) => engineNode('Gemm', xs, { transA: 1, transB: 0, alpha: 1 })],
    [
      [MATRIX, MATRIX, { shape: [4, 1] }],
      (xs) => engineNode('Gemm', xs, { transA: 0, transB: 1, alpha: -1 }),
    ],
    [
      [MATRIX, { shape: [2, 4] }, { shape: [3, 2] }],
      (xs) => engineNode('Gemm', xs, { transA: 1, transB: 1, alpha: -0.5 }),
    ],
  ],
  FusedMatMul: [
    [[{ shape: [2, 4, 3] }, MATRIX], (xs) => engineNode('FusedMatMul', xs, { transA: 1, transB: 0 })],
    [[MATRIX, { shape: [2, 4, 3] }], (xs) => engineNode('FusedMatMul', xs, { transA: 0, transB: 1 })],
  ],
  HardSigmoid: [[[MATRIX], (xs) => engineNode('HardSigmoid', xs, { alpha: 0.4, beta: 0.3 })]],
  GatherRows: [[[MATRIX], (xs) => engineNode('GatherRows', xs, { rows: [2, 0, 0, 3, 1] })]],
  ClipToNegative: [[[MATRIX], (xs) => engineNode('ClipToNegative', xs, {})]],
};
const cases = Object.entries(CASES).flatMap(([op, of]) =>
  of.map(([samples, build]) => ({ op, samples, build })),
);

it.each(cases)('$op, of this engine, with $samples', async ({ samples, build }) => {
  const y = build(samples.map(({ shape }, i) => input(`x${i}`, shape)));
  for (const differ of choices(samples.length)) {
    const runs = runsOf(samples, differ);
    const { graph, feeds } = together({ y }, runs, differ);
    const found = await onOnnx(graph, feeds);
    expect(found.y!.dims).toEqual([RUNS, ...y.shape]);
    const singles = await Promise.all(runs.map((one) => onOnnx({ y }, one)));
    const expected = singles.flatMap((one) => [...(one.y!.data as Float32Array)]);
    expected.forEach((value, i) => {
      expect(Math.abs((found.y!.data as Float32Array)[i]! - value)).toBeLessThan(2e-6);
    });
  }
});

it.each(['matrices', 'images'] as const)('made-up graphs of %s', (kind) => {
  fc.assert(
    fc.property(nearGraphs(kind, 12), fc.infiniteStream(fc.boolean()), ({ outputs, feeds }, coins) => {
      const differ = new Set(Object.keys(feeds).filter(() => coins.next().value!));
      const runs = Array.from({ length: RUNS }, (_, run) => {
        const own = [...differ].map((name) => {
          const { shape, data } = feeds[name]!;
          return [
            name,
            tensor(
              shape,
              data.map((x, i) => x + Math.sin(run * (i + 1))),
            ),
          ];
        });
        return { ...feeds, ...Object.fromEntries(own) } as Feeds;
      });
      expectSame(takeApart(outputs), runs, differ);
    }),
    { numRuns: 60, seed: 4 },
  );
});

it('computes once what all runs share', () => {
  const [x, w] = [input('x', [2]), input('w', [2])];
  const graph = vectorize({ y: mul(mul(x, x), w) }, new Map([['w', input('all', [3, 2])]]), 3);
  expect(print(graph)).toBe('%0 = Mul(x, x) [2]\n%1 = Mul(%0, all) [3, 2]\ny = %1');
});
