import { describe, expect, it } from 'vitest';
import { onOnnx } from '../../../test/on-onnx.ts';
import { evaluate } from '../../graph/evaluate.ts';
import { constant, type Expr, input, size } from '../../graph/expr.ts';
import { gradients } from '../../graph/grad.ts';
import { make, mul, OPS, type OpName, reduceSum } from '../../graph/ops.ts';
import { sampleFeeds } from '../../graph/samples.ts';

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
    const results = await onOnnx(outputs, feeds);
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
