/** @file Whether rules leave what a graph means as it is, however odd the graph: against the ops' own meanings in double precision. */
import { expect } from 'vitest';
import { DEVICES } from '../src/engines/onnx/devices.ts';
import { applyRules } from '../src/engines/onnx/rules/rules.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import { print } from '../src/graph/print.ts';
import type { Rules } from './image-networks.ts';
import type { NearGraph } from './near-graphs.ts';
import { onOnnx } from './on-onnx.ts';

/** float32 through a dozen nodes, and Winograd's rounding; a rule that is wrong is off by more than that. */
const TOLERANCE = 1e-3;

/** Checks shape and numbers of every output; the graph is told where one differs. */
export async function expectLeft({ outputs, feeds }: NearGraph, rules: Rules): Promise<void> {
  const names = Object.keys(outputs);
  if (names.length === 0) return;
  const ruled = applyRules(outputs, rules, DEVICES.cpu);
  const exact = evaluate(Object.values(outputs), feeds);
  const found = await onOnnx(ruled, feeds);
  names.forEach((name, i) => {
    const told = `${name} of\n${print(outputs)}\nwith ${rules}\n${print(ruled)}`;
    expect([...ruled[name]!.shape], told).toEqual([...outputs[name]!.shape]);
    const [values, expected] = [found[name]!.data as Float32Array, exact[i]!.data];
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const worst = expected.reduce((most, value, k) => Math.max(most, Math.abs(values[k]! - value)), 0);
    expect(worst / scale, told).toBeLessThan(TOLERANCE);
  });
}
