import { describe, expect, it } from 'vitest';
import { evaluate } from '../../graph/evaluate.ts';
import { constant, type Expr, input, size } from '../../graph/expr.ts';
import { gradients } from '../../graph/grad.ts';
import { make, mul, OPS, type OpName, reduceSum } from '../../graph/ops.ts';
import type { Tensor } from '../../graph/reference.ts';
import { sampleFeeds } from '../../graph/samples.ts';
import { Constants, lower } from './lower.ts';
import { encodeModel, valueInfo } from './proto.ts';
import { createSession, ort } from './session.ts';

/** Runs a graph as it stands on onnxruntime; booleans come back as 0 and 1. */
async function onOnnx(
  outputs: Readonly<Record<string, Expr>>,
  inputs: readonly Expr[],
  feeds: Record<string, Tensor>,
) {
  const constants = new Constants('c');
  const node = lower(outputs, constants);
  const model = encodeModel({
    name: 'test',
    node,
    initializer: constants.tensors,
    input: inputs.map((x) => valueInfo(x.attributes.name as string, x.shape, x.dtype)),
    output: Object.entries(outputs).map(([name, y]) => valueInfo(name, y.shape, y.dtype)),
  });
  const session = await createSession(model, 1);
  const tensors = inputs.map((x) => {
    const name = x.attributes.name as string;
    const { data } = feeds[name]!;
    if (x.dtype === 'bool') return [name, new ort.Tensor('bool', Uint8Array.from(data), x.shape)] as const;
    if (x.dtype === 'int64')
      return [name, new ort.Tensor('int64', BigInt64Array.from([...data].map(BigInt)), x.shape)] as const;
    return [name, new ort.Tensor('float32', Float32Array.from(data), x.shape)] as const;
  });
  const results = await session.run(Object.fromEntries(tensors));
  await session.release();
  return results;
}

describe.each(Object.keys(OPS) as OpName[])('%s on onnxruntime', (op) => {
  const { sample } = OPS[op];
  const inputs = sample.inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const y = make(op, inputs, sample.attributes as never);
  const feeds = sampleFeeds(sample.inputs, 2);
  const floats = inputs.filter((x) => x.dtype === 'float32');
  const weights = constant(
    Array.from({ length: size(y.shape) }, (_, i) => Math.sin(i + 1)),
    y.shape,
  );
  const axes = y.shape.map((_, axis) => axis);
  const slopes =
    y.dtype === 'float32' && floats.length > 0 ? gradients(reduceSum(mul(y, weights), axes), floats) : [];
  const outputs: Record<string, Expr> = { y, ...Object.fromEntries(slopes.map((d, i) => [`d${i}`, d])) };

  it('forward and backward agree with double precision', async () => {
    const results = await onOnnx(outputs, inputs, feeds);
    const expected = evaluate(Object.values(outputs), feeds);
    Object.keys(outputs).forEach((name, k) => {
      const data = results[name]!.data as Float32Array;
      expect([...results[name]!.dims], name).toEqual([...expected[k]!.shape]);
      expected[k]!.data.forEach((value, i) => {
        expect(Math.abs(Number(data[i]!) - value), `${name}[${i}]`).toBeLessThan(
          2e-6 * Math.max(1, Math.abs(value)),
        );
      });
    });
  });
});
