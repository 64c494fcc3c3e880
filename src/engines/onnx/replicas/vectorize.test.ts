/** @file Every op's batching rule against runs that are computed one by one: in double precision to the bit, and those of the engine alone by onnxruntime. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearGraphs } from '../../../../test/near-graphs.ts';
import { onOnnx } from '../../../../test/on-onnx.ts';
import { evaluate } from '../../../graph/evaluate.ts';
import { constant, type Expr, input, is, size } from '../../../graph/expr.ts';
import { gradients } from '../../../graph/grad.ts';
import type { SampleInput } from '../../../graph/op.ts';
import {
  elu,
  make,
  matMul,
  max,
  mul,
  OPS,
  type OpName,
  opNames,
  reduceSum,
  relu,
  sigmoid,
  tanh,
  transpose,
} from '../../../graph/ops.ts';
import { print } from '../../../graph/print.ts';
import { type Tensor, tensor } from '../../../graph/reference.ts';
import { sampleFeeds } from '../../../graph/samples.ts';
import type { Outputs } from '../../graphs.ts';
import { type ENGINE_OPS, engineNode } from '../ops.ts';
import { rebuild } from '../rules/rule.ts';
import { type Alike, vectorize } from './vectorize.ts';

type Feeds = Readonly<Record<string, Tensor>>;

const RUNS = 3;
const all = (name: string): string => `all/${name}`;

/** The graph of all runs, of which some inputs differ; and a tensor for each of its inputs. */
function together(alike: readonly Alike[], runs: readonly Feeds[], differ: ReadonlySet<string>) {
  const graph = vectorize(alike, (node) =>
    is(node, 'Input') && differ.has(node.attributes.name)
      ? input(all(node.attributes.name), [runs.length, ...node.shape], node.dtype)
      : undefined,
  );
  const stacked = [...differ].map((name) => {
    const parts = runs.map((feeds) => feeds[name]!);
    const numbers = parts.flatMap(({ data }) => [...data]);
    return [all(name), tensor([runs.length, ...parts[0]!.shape], numbers)];
  });
  return { graph, feeds: { ...runs[0], ...Object.fromEntries(stacked) } as Feeds };
}

/** Each output of every run, one after the other. */
function apart(alike: readonly Alike[], runs: readonly Feeds[]): Map<string, number[]> {
  const graphs = alike.flatMap(({ outputs, runs: count }) => Array<Outputs>(count).fill(outputs));
  const each = graphs.map((outputs, run) => evaluate(Object.values(outputs), runs[run]!));
  const names = Object.keys(alike[0]!.outputs);
  return new Map(names.map((name, i) => [name, each.flatMap((values) => [...values[i]!.data])]));
}

/** Runs whose inputs differ where they may. */
function runsOf(samples: readonly SampleInput[], differ: ReadonlySet<string>): Feeds[] {
  const shared = sampleFeeds(samples, 1);
  return Array.from({ length: RUNS }, (_, run) => {
    const own = Object.entries(sampleFeeds(samples, 2 + run)).filter(([name]) => differ.has(name));
    return { ...shared, ...Object.fromEntries(own) };
  });
}

function expectSame(alike: readonly Alike[], runs: readonly Feeds[], differ: ReadonlySet<string>): void {
  const { graph, feeds } = together(alike, runs, differ);
  const found = evaluate(Object.values(graph), feeds);
  for (const [i, [name, expected]] of [...apart(alike, runs)].entries()) {
    expect([...found[i]!.shape], name).toEqual([runs.length, ...alike[0]!.outputs[name]!.shape]);
    expect([...found[i]!.data], name).toEqual(expected);
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
    expectSame([{ outputs: withGradients(op), runs: RUNS }], runsOf(inputs, differ), differ);
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
    const { graph, feeds } = together([{ outputs: { y }, runs: RUNS }], runs, differ);
    const found = await onOnnx(graph, feeds);
    expect(found.y!.dims).toEqual([RUNS, ...y.shape]);
    const singles = await Promise.all(runs.map((one) => onOnnx({ y }, one)));
    const expected = singles.flatMap((one) => [...(one.y!.data as Float32Array)]);
    expected.forEach((value, i) => {
      expect(Math.abs((found.y!.data as Float32Array)[i]! - value)).toBeLessThan(2e-6);
    });
  }
});

/** Runs of a made-up graph, of which some inputs differ. */
const runsOfGraph = (feeds: Feeds, differ: ReadonlySet<string>, count: number): Feeds[] =>
  Array.from({ length: count }, (_, run) => {
    const own = [...differ].map((name) => {
      const { shape, data } = feeds[name]!;
      const numbers = data.map((x, i) => x + Math.sin(run * (i + 1)));
      return [name, tensor(shape, numbers)];
    });
    return { ...feeds, ...Object.fromEntries(own) } as Feeds;
  });

it.each(['matrices', 'images'] as const)('made-up graphs of %s', (kind) => {
  fc.assert(
    fc.property(nearGraphs(kind, 12), fc.infiniteStream(fc.boolean()), ({ outputs, feeds }, coins) => {
      const differ = new Set(Object.keys(feeds).filter(() => coins.next().value!));
      expectSame([{ outputs, runs: RUNS }], runsOfGraph(feeds, differ, RUNS), differ);
    }),
    { numRuns: 60, seed: 4 },
  );
});

/** What stands for an activation in another graph. */
const OTHERS: readonly ((x: Expr) => Expr)[] = [
  (x) => x,
  relu,
  tanh,
  (x) => mul(x, sigmoid(x)),
  (x) => max(x, -1),
  (x) => elu(x, 1.5),
  (x) => elu(x, 0.5),
];

it.each(['matrices', 'images'] as const)('made-up graphs of %s that differ by their activations', (kind) => {
  fc.assert(
    fc.property(nearGraphs(kind, 12), fc.infiniteStream(fc.nat(1000)), ({ outputs, feeds }, picks) => {
      const pick = (bound: number): number => picks.next().value! % bound;
      const isActivation = (node: Expr): boolean =>
        /^(Elu|Relu|LeakyRelu|Tanh|Sigmoid|Softplus)$/.test(node.op);
      const graphs = [1, 2, 1].map((runs, g) => ({
        runs,
        outputs: rebuild(outputs, (node) =>
          g > 0 && isActivation(node) && pick(3) > 0 ? OTHERS[pick(OTHERS.length)]!(node.inputs[0]!) : node,
        ),
      }));
      const differ = new Set(Object.keys(feeds).filter(() => pick(4) > 0));
      expectSame(graphs, runsOfGraph(feeds, differ, 4), differ);
    }),
    { numRuns: 60, seed: 5 },
  );
});

it('computes for all runs whatever is not an activation', () => {
  const [x, w] = [input('x', [4, 3]), input('w', [3, 3])];
  const network = (f: (z: Expr) => Expr): Outputs => ({ y: matMul(f(matMul(x, w)), transpose(w)) });
  const graphs = [relu, (z: Expr) => mul(z, sigmoid(z))].map((f) => ({ outputs: network(f), runs: 2 }));
  const joint = vectorize(graphs, (node) => (node === w ? input('all', [4, 3, 3]) : undefined));
  expect(print(joint)).toMatchInlineSnapshot(`
    "%0 = Transpose(all, perm=[0, 2, 1]) [4, 3, 3]
    %1 = MatMul(x, all) [4, 4, 3]
    %2 = Slice(%1, axes=[0], starts=[2], ends=[4], steps=[1]) [2, 4, 3]
    %3 = Sigmoid(%2) [2, 4, 3]
    %4 = Mul(%2, %3) [2, 4, 3]
    %5 = Slice(%1, axes=[0], starts=[0], ends=[2], steps=[1]) [2, 4, 3]
    %6 = Relu(%5) [2, 4, 3]
    %7 = Concat(%6, %4, axis=0) [4, 4, 3]
    %8 = MatMul(%7, %0) [4, 4, 3]
    y = %8"
  `);
});

it('computes once what all runs share', () => {
  const [x, w] = [input('x', [2]), input('w', [2])];
  const graph = vectorize([{ outputs: { y: mul(mul(x, x), w) }, runs: 3 }], (node) =>
    node === w ? input('all', [3, 2]) : undefined,
  );
  expect(print(graph)).toBe('%0 = Mul(x, x) [2]\n%1 = Mul(%0, all) [3, 2]\ny = %1');
});
