/** @file A device's row decides which rules are meant by `all`, and what its engine is called. */
import { expect, it } from 'vitest';
import { tinySpec } from '../../../test/tiny.ts';
import { print } from '../../graph/print.ts';
import { autoNames, engineNames } from '../engines.ts';
import type { RuleChoice, RuleName } from '../rule-names.ts';
import { deviceNames } from './devices.ts';
import { applyRules } from './rules/rules.ts';
import { trainingStep } from './step.ts';

const step = (rules: RuleChoice, withoutRules: readonly RuleName[]): string =>
  print(applyRules(trainingStep(tinySpec({ hidden: [5] }), 3), rules, { withoutRules }));

it('what a device has no use for is left out of all rules, and applied where it is asked for', () => {
  expect(step('all', [])).toContain('Gemm');
  expect(step('all', ['gemm'])).not.toContain('Gemm');
  // The other rules stay.
  expect(step('all', ['gemm'])).toContain('ClipToNegative');
  expect(step(['gemm'], ['gemm'])).toContain('Gemm');
});

it('every device is an engine, in their order; auto takes one that computes in place of a GPU no more than what knows no GPU', () => {
  const names = deviceNames.map((name) => (name === 'cpu' ? 'onnx' : `onnx:${name}`));
  expect(engineNames.slice(0, names.length)).toEqual(names);
  expect(autoNames).toEqual([...names.filter((name) => name !== 'onnx:webgpu:software'), 'tfjs:node-gpu']);
});
