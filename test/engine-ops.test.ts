/** Every op on every engine, forward and backward, as double precision has it; the oracle's gradients are held against finite differences in ops.test.ts. */
import { describe, expect, it } from 'vitest';
import type { Availability } from '../src/engines/engine.ts';
import { ENGINES, type EngineName } from '../src/engines/engines.ts';
import { DEVICES, type DeviceName, deviceNames } from '../src/engines/onnx/devices.ts';
import type { ort } from '../src/engines/onnx/session.ts';
import { backendNames } from '../src/engines/tfjs/backends.ts';
import { program } from '../src/engines/tfjs/interpret.ts';
import { loadBackend } from '../src/engines/tfjs/load-backend.ts';
import { TF_OPS } from '../src/engines/tfjs/ops.ts';
import type { Tf, Tensor as TfTensor } from '../src/engines/tfjs/tf.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import { constant, type Expr, input, inputsOf, size } from '../src/graph/expr.ts';
import { gradients } from '../src/graph/grad.ts';
import { make, mul, OPS, type OpName, opNames, reduceSum } from '../src/graph/ops.ts';
import type { Tensor } from '../src/graph/reference.ts';
import { sampleFeeds } from '../src/graph/samples.ts';
import { LIKE_GPU, onOnnx } from './on-onnx.ts';

type Numbers = Readonly<Record<string, ArrayLike<number>>>;

/** One op on its sample: its value, a scalar that weighs its elements, and what that is differentiated by. */
function sampleOf(op: OpName) {
  const { sample } = OPS[op];
  const inputs = sample.inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const y = make(op, inputs, sample.attributes);
  const weights = constant(
    Array.from({ length: size(y.shape) }, (_, i) => Math.sin(i + 1)),
    y.shape,
  );
  const floats = inputs.filter((x) => x.dtype === 'float32');
  const differentiable = y.dtype === 'float32' && floats.length > 0;
  const axes = y.shape.map((_, axis) => axis);
  return {
    y,
    feeds: sampleFeeds(sample.inputs, 2),
    floats: differentiable ? floats : [],
    ...(differentiable && { sum: reduceSum(mul(y, weights), axes) }),
  };
}

/** Value and gradients, `y` and `d0`, …, in double precision. */
function exact(op: OpName): { outputs: Record<string, Expr>; values: Numbers } {
  const { y, sum, floats, feeds } = sampleOf(op);
  const slopes = sum ? gradients(sum, floats) : [];
  const outputs = { y, ...Object.fromEntries(slopes.map((d, i) => [`d${i}`, d])) };
  const values = evaluate(Object.values(outputs), feeds);
  return {
    outputs,
    values: Object.fromEntries(Object.keys(outputs).map((name, i) => [name, values[i]!.data])),
  };
}

function expectClose(found: Numbers, op: OpName): void {
  const { values } = exact(op);
  expect(Object.keys(found).sort()).toEqual(Object.keys(values).sort());
  for (const [name, expected] of Object.entries(values)) {
    expect(found[name]!.length, name).toBe(expected.length);
    for (let i = 0; i < expected.length; i++)
      expect(Math.abs(found[name]![i]! - expected[i]!), `${name}[${i}]`).toBeLessThan(
        2e-6 * Math.max(1, Math.abs(expected[i]!)),
      );
  }
}

const tensorOf = (tf: Tf, { shape, dtype }: Expr, { data }: Tensor): TfTensor =>
  tf.tensor(Float32Array.from(data), [...shape]).cast(dtype) as TfTensor;

/** The same by TensorFlow.js, which differentiates the sum by itself. */
function onTfjs(tf: Tf, op: OpName): Numbers {
  const { y, sum, floats, feeds } = sampleOf(op);
  return tf.tidy(() => {
    const given = new Map(
      inputsOf([y]).map((x) => [x.attributes.name, tensorOf(tf, x, feeds[x.attributes.name]!)]),
    );
    const value = program({ y }, true)(tf, given).y!;
    const run = program({ sum: sum ?? y });
    const by = floats.map((x) => x.attributes.name);
    const { grads } = sum
      ? tf.valueAndGrads(
          (...xs) => run(tf, new Map([...given, ...by.map((name, i) => [name, xs[i]!] as const)])).sum!,
        )(by.map((name) => given.get(name)!))
      : { grads: [] };
    return { y: value.dataSync(), ...Object.fromEntries(grads.map((d, i) => [`d${i}`, d.dataSync()])) };
  });
}

/** Ops that a backend can't do, and why nobody misses them. */
const UNSUPPORTED: Readonly<Record<string, Partial<Record<OpName, string>>>> = {
  'tfjs:wasm': {
    ConvTranspose:
      'no kernel for the gradient of its weights; no layer has it, and as a gradient it is not differentiated',
  },
};

const availability = async (name: EngineName) => (await ENGINES[name].load()).available();
const skip = (state: Availability): string => (state.works ? '' : ` (${state.problem})`);

const numbersOf = (results: ort.InferenceSession.ReturnType): Numbers =>
  Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));

const engineOf = (name: DeviceName): EngineName => (name === 'cpu' ? 'onnx' : `onnx:${name}`);
const onDevices = await Promise.all(deviceNames.map((name) => availability(engineOf(name))));

deviceNames.forEach((name, i) => {
  const state = onDevices[i]!;
  describe.skipIf(!state.works)(`${engineOf(name)}${skip(state)}`, () => {
    it.each(opNames)('%s', async (op) => {
      const results = await onOnnx(exact(op).outputs, sampleOf(op).feeds, DEVICES[name]);
      expectClose(numbersOf(results), op);
    });
  });
});

describe('onnx, by the ops that a GPU gets', () => {
  it.each(opNames)('%s', async (op) => {
    const results = await onOnnx(exact(op).outputs, sampleOf(op).feeds, LIKE_GPU);
    expectClose(numbersOf(results), op);
  });
});

const states = await Promise.all(backendNames.map((name) => availability(`tfjs:${name}`)));

backendNames.forEach((name, i) => {
  const state = states[i]!;
  describe.skipIf(!state.works)(`tfjs:${name}${skip(state)}`, () => {
    for (const op of opNames) {
      const row = TF_OPS[op];
      const reason = typeof row === 'function' ? UNSUPPORTED[`tfjs:${name}`]?.[op] : row.reason;
      if (reason !== undefined) it.skip(`${op} (${reason})`);
      else it(op, async () => expectClose(onTfjs(await loadBackend(name, 1), op), op));
    }
  });
});
