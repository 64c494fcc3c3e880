/**
 * @file ONNX's own cases of the ops: what the table means, what onnxruntime and TensorFlow.js make of it, each against the numbers that ONNX
 * publishes (test/oracles/onnx-cases.py). Beside them what ONNX's definitions say that no case shows, and what is refused.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { program } from '../src/engines/tfjs/interpret.ts';
import { loadBackend } from '../src/engines/tfjs/load-backend.ts';
import type { Tensor as TfTensor } from '../src/engines/tfjs/tf.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import { type DType, type Expr, input, inputsOf, size } from '../src/graph/expr.ts';
import { make, OPS, type OpName, oneHot, opNames, reduceSum, reduceSumSquare } from '../src/graph/ops.ts';
import { type Tensor, tensor } from '../src/graph/reference.ts';
import { validate } from '../src/graph/validate.ts';
import { LIKE_GPU, onOnnx } from './on-onnx.ts';

type Packed = readonly [DType, readonly number[], string | readonly (number | string)[]];
interface Case {
  readonly name: string;
  readonly op: OpName;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Packed[];
  readonly output: Packed;
}
const { cases, left }: { readonly cases: readonly Case[]; readonly left: Record<string, readonly string[]> } =
  JSON.parse(readFileSync(new URL('oracles/onnx-cases.json', import.meta.url), 'utf8'));

function unpacked([, shape, values]: Packed): Tensor {
  if (typeof values !== 'string') return tensor(shape, values.map(Number));
  const bytes = Buffer.from(values, 'base64');
  return tensor(
    shape,
    Array.from({ length: size(shape) }, (_, i) => bytes.readFloatLE(4 * i)),
  );
}

const feedsOf = (inputs: readonly Packed[]): Record<string, Tensor> =>
  Object.fromEntries(inputs.map((packed, i) => [`x${i}`, unpacked(packed)]));
const nodeOf = ({ op, attributes, inputs }: Pick<Case, 'op' | 'attributes' | 'inputs'>): Expr =>
  make(
    op,
    inputs.map(([dtype, shape], i) => input(`x${i}`, shape, dtype)),
    attributes as never,
  );

/** Sums of up to some dozen float32 numbers, and exponentials of them. */
const TOLERANCE = 1e-5;
function expectSame(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [is, wanted] = [found[i]!, expected[i]!];
    if (!Number.isFinite(wanted)) expect(is, `[${i}]`).toBe(wanted);
    else
      expect(Math.abs(is - wanted), `[${i}]`).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(wanted)));
  }
}

async function onTfjs(y: Expr, feeds: Readonly<Record<string, Tensor>>): Promise<ArrayLike<number>> {
  const tf = await loadBackend('js', 1);
  return tf.tidy(() => {
    const given = new Map(
      inputsOf([y]).map(({ attributes: { name }, shape, dtype }) => {
        const value = tf.tensor(Float32Array.from(feeds[name]!.data), [...shape]);
        return [name, value.cast(dtype) as TfTensor] as const;
      }),
    );
    return program({ y })(tf, given).y!.dataSync();
  });
}

async function expectEverywhere(
  y: Expr,
  feeds: Readonly<Record<string, Tensor>>,
  output: Tensor,
): Promise<void> {
  validate([y]);
  const [value] = evaluate([y], feeds);
  expect([...y.shape]).toEqual([...output.shape]);
  expect([...value!.shape]).toEqual([...output.shape]);
  expectSame(value!.data, output.data);
  const found = (await onOnnx({ y }, feeds)).y!;
  expect([...found.dims]).toEqual([...output.shape]);
  expectSame(found.data as Float32Array, output.data);
  expectSame((await onOnnx({ y }, feeds, LIKE_GPU)).y!.data as Float32Array, output.data);
  expectSame(await onTfjs(y, feeds), output.data);
}

describe.each([...new Set(cases.map(({ op }) => op))])('%s', (op) => {
  test.each(cases.filter((one) => one.op === op).map((one) => [one.name, one] as const))(
    '%s',
    async (_, one) => {
      const y = nodeOf(one);
      expect(y.dtype).toBe(one.output[0]);
      await expectEverywhere(y, feedsOf(one.inputs), unpacked(one.output));
    },
  );
});

/** Whether it is none of ONNX's. */
const isReplaced = (op: OpName): boolean => OPS[op].lowering !== undefined;

it('every case of the ops of the table is there, or left out for a reason', () => {
  const names = [...cases.map(({ name }) => name), ...Object.values(left).flat()];
  expect(new Set(names).size).toBe(names.length);
  expect([names.length, cases.length]).toEqual([367, 156]);
  // ONNX's cases of Cast are of element types that the table does not have.
  const has = (op: OpName): boolean => cases.some((one) => one.op === op);
  expect(opNames.filter((op) => !isReplaced(op) && !has(op))).toEqual(['Cast']);
});

const x = (shape: readonly number[], dtype?: DType): Expr => input('x0', shape, dtype);
const WHOLE = x([2], 'int32');
const cast = (from: DType, to: DType): Expr => make('Cast', [x([6], from)], { to });

// https://onnx.ai/onnx/operators: Cast truncates towards 0, and what is not 0 is true.
test.each<[string, Expr, readonly number[], readonly number[]]>([
  [
    'float32 to int32',
    cast('float32', 'int32'),
    [2.7, -2.7, 0.5, -0.5, 1e6 + 0.75, 3],
    [2, -2, 0, 0, 1e6, 3],
  ],
  ['float32 to bool', cast('float32', 'bool'), [0, -0, 0.3, -0.3, 1e-30, 2], [0, 0, 1, 1, 1, 1]],
  ['int32 to bool', cast('int32', 'bool'), [0, 1, -1, 2, 0, 256], [0, 1, 1, 1, 0, 1]],
  ['int32 to float32', cast('int32', 'float32'), [0, 1, -1, 2, -7, 256], [0, 1, -1, 2, -7, 256]],
  ['bool to int32', cast('bool', 'int32'), [0, 1, 1, 0, 1, 0], [0, 1, 1, 0, 1, 0]],
  ['bool to float32', cast('bool', 'float32'), [0, 1, 1, 0, 1, 0], [0, 1, 1, 0, 1, 0]],
])('Cast of %s', (_, y, from, to) => expectEverywhere(y, { x0: tensor([6], from) }, tensor([6], to)));

test.each<[string, Expr, readonly number[], readonly number[]]>([
  ['ReduceSum over no axes', reduceSum(x([2, 2]), [], 1), [1, 2, 3, -4], [1, 2, 3, -4]],
  ['ReduceSum over no axes, none kept', reduceSum(x([2, 2]), []), [1, 2, 3, -4], [1, 2, 3, -4]],
  ['ReduceSumSquare over no axes', reduceSumSquare(x([2, 2]), []), [1, 2, 3, -4], [1, 4, 9, 16]],
  ['OneHot from the end and beyond', oneHot(x([4], 'int32'), 2), [-1, -2, 2, -3], [0, 1, 1, 0, 0, 0, 0, 0]],
  [
    'Transpose of booleans',
    make('Transpose', [x([2, 2], 'bool')], { perm: [1, 0] }),
    [0, 1, 1, 1],
    [0, 1, 1, 1],
  ],
  ['Concat of whole numbers', make('Concat', [WHOLE, WHOLE], { axis: 0 }), [5, -6], [5, -6, 5, -6]],
])('%s', (_, y, given, expected) =>
  expectEverywhere(y, { x0: tensor(y.inputs[0]!.shape, given) }, tensor(y.shape, expected)),
);

const NO_PADS = { pads: [0, 0, 0, 0] };
const WINDOW = { kernel_shape: [2, 2], strides: [1, 1], ...NO_PADS };
const CONV = { strides: [1, 1], dilations: [1, 1], ...NO_PADS };
const image = x([1, 1, 4, 4]);
const kernel = x([1, 1, 2, 2]);

// What the table's op can't mean, though ONNX's may, or what neither can.
test.each<[string, OpName, readonly Expr[], object, RegExp]>([
  ['three operands of Max', 'Max', [x([2]), x([2]), x([2])], {}, /Max: 3 operands; expected 2/],
  ['one operand of Add', 'Add', [x([2])], {}, /Add: 1 operands; expected 2/],
  ['nothing to concatenate', 'Concat', [], { axis: 0 }, /0 operands; expected at least 1/],
  ['a bias of Conv', 'Conv', [image, kernel, x([1])], CONV, /3 operands; expected 2/],
  [
    'a sum of integers',
    'Add',
    [x([2], 'int32'), x([2], 'int32')],
    {},
    /operand 0 is int32; expected float32/,
  ],
  ['a choice by numbers', 'Where', [x([2]), x([2]), x([2])], {}, /operand 0 is float32; expected bool/],
  [
    'a choice of two types',
    'Where',
    [x([2], 'bool'), x([2]), x([2], 'int32')],
    {},
    /operand 2 is int32; expected float32/,
  ],
  [
    'two types side by side',
    'Concat',
    [x([2]), x([2], 'bool')],
    { axis: 0 },
    /operand 1 is bool; expected float32/,
  ],
  ['one-hot of numbers', 'OneHot', [x([2])], { depth: 3 }, /expected int32/],
  ['one-hot of no classes', 'OneHot', [x([2], 'int32')], { depth: 0 }, /sizes \[0\]/],
  ['an axis twice', 'Transpose', [x([2, 3])], { perm: [0, 0] }, /not all different/],
  ['an axis too few', 'Transpose', [x([2, 3])], { perm: [1] }, /expected all 2/],
  ['an axis from the end', 'Transpose', [x([2, 3])], { perm: [1, -2] }, /no axis -2/],
  ['a size to be found', 'Reshape', [x([2, 3])], { shape: [-1, -6] }, /sizes \[-1, -6\]/],
  ['a size as it was', 'Reshape', [x([2, 3])], { shape: [0, 3] }, /sizes \[0, 3\]/],
  ['a size that stretches to nothing', 'Expand', [x([1])], { shape: [0] }, /sizes \[0\]/],
  ['an axis from the end, of sums', 'ReduceSum', [x([2, 3])], { axes: [-1], keepdims: 0 }, /no axis -1/],
  ['an axis twice, of sums', 'ReduceSum', [x([2, 3])], { axes: [0, 0], keepdims: 0 }, /not all different/],
  ['no axes, of maxima', 'ReduceMax', [x([2, 3])], { axes: [], keepdims: 0 }, /no axes to reduce/],
  ['an axis from the end, of softmax', 'LogSoftmax', [x([2, 3])], { axis: -1 }, /no axis -1/],
  ['an axis that is not there', 'Concat', [x([2, 3])], { axis: 2 }, /no axis 2/],
  [
    'slices along an axis twice',
    'Slice',
    [x([9])],
    { axes: [0, 0], starts: [0, 1], ends: [3, 4], steps: [1, 1] },
    /not all different/,
  ],
  [
    'slices without a start',
    'Slice',
    [x([9])],
    { axes: [0], starts: [], ends: [3], steps: [1] },
    /0 starts, 1 ends, 1 steps for 1/,
  ],
  [
    'slices backwards',
    'Slice',
    [x([9])],
    { axes: [0], starts: [8], ends: [2], steps: [-1] },
    /no elements 8 to 2 by -1/,
  ],
  ['more cut off than there is', 'Pad', [x([3])], { pads: [-5, 2], value: 0 }, /nothing is left/],
  [
    'strides of one dimension',
    'Conv',
    [image, kernel],
    { ...CONV, strides: [1] },
    /strides \[1\]; expected 2/,
  ],
  [
    'negative pads of windows',
    'Conv',
    [image, kernel],
    { ...CONV, pads: [-1, 0, 0, 0] },
    /pads \[-1, 0, 0, 0\]/,
  ],
  ['groups', 'Conv', [x([1, 2, 4, 4]), kernel], CONV, /\[1, 2, 4, 4\] with weights/],
  ['no stride', 'MaxPool', [image], { ...WINDOW, strides: [0, 1] }, /strides \[0, 1\]/],
  [
    'a window of padding alone',
    'MaxPool',
    [image],
    { ...WINDOW, pads: [2, 0, 0, 0] },
    /as large as the window/,
  ],
  [
    'the same of averages',
    'AveragePool',
    [image],
    { ...WINDOW, pads: [0, 0, 0, 2] },
    /as large as the window/,
  ],
  ['maxima of nothing', 'ReduceMax', [x([2, 0])], { axes: [1], keepdims: 0 }, /sizes \[2, 0\]/],
  ['vectors', 'MatMul', [x([2]), x([2, 3])], {}, /MatMul of \[2\] and \[2, 3\]/],
])('refused: %s', (_, op, operands, attributes, message) => {
  const inputs = operands.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  expect(() => make(op, inputs, attributes as never)).toThrow(message);
  const node = { op, inputs, attributes: attributes as never, shape: [1], dtype: 'float32' as const };
  expect(() => validate([node])).toThrow(message);
});
