import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder, tinySpec, tinyStart } from '../../../../test/tiny.ts';
import { input } from '../../../graph/expr.ts';
import { add, matMul, reduceMax, reduceSum, reduceSumSquare, relu, transpose } from '../../../graph/ops.ts';
import { print } from '../../../graph/print.ts';
import { ACTIVATIONS, type ActivationName } from '../../../network/activations.ts';
import { LOSSES, type LossName } from '../../../network/losses.ts';
import { RULE_NAMES, type RuleChoice } from '../../rule-names.ts';
import type { TrainerSpec } from '../../trainer.ts';
import { DEVICES } from '../devices.ts';
import { trainingStep } from '../step.ts';
import { createTrainer } from '../trainer.ts';
import { rebuild } from './rule.ts';
import { applyRules, RULES } from './rules.ts';

async function train(spec: TrainerSpec) {
  const trainer = await createTrainer(spec, DEVICES.cpu, 'test');
  await trainer.write(tinyStart(spec));
  const { loss } = await trainer.train(inOrder(spec, 3), Float64Array.of(0.1, 0.1, 0.05));
  const state = await trainer.read();
  await trainer.close();
  return { loss, state };
}

const network = fc.record({
  hidden: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
  activation: fc.constantFrom(...(Object.keys(ACTIVATIONS) as ActivationName[])).map((name) => ({ name })),
  objective: fc.constantFrom(...(Object.keys(LOSSES) as LossName[])),
  optimizer: fc.record({ momentum: fc.constantFrom(0, 0.9), weight_decay: fc.constantFrom(0, 0.01) }),
  batchSize: fc.integer({ min: 1, max: 11 }),
});

describe.each([...RULE_NAMES.map((name) => [name]), RULE_NAMES].map((names) => ({ names })))(
  'rules $names',
  ({ names }) => {
    it('leave every loss and every tensor as it is, forward and backward, over many shapes', async () => {
      await fc.assert(
        fc.asyncProperty(network, async (shape) => {
          const [plain, ruled] = [
            await train(tinySpec({ ...shape, rules: 'none' })),
            await train(tinySpec({ ...shape, rules: names })),
          ];
          const scale = (x: number) => 1e-5 * Math.max(1, Math.abs(x));
          plain.loss.forEach((loss, k) => {
            expect(Math.abs(ruled.loss[k]! - loss)).toBeLessThan(scale(loss));
          });
          for (const [name, { data }] of plain.state) {
            const other = ruled.state.get(name)!.data;
            data.forEach((value, i) => {
              expect(Math.abs(other[i]! - value), name).toBeLessThan(scale(value));
            });
          }
        }),
        { numRuns: 12, seed: 5 },
      );
    });
  },
);

const step = (activation: ActivationName, rules: RuleChoice): string =>
  print(
    applyRules(
      trainingStep(tinySpec({ hidden: [5], activation: { name: activation } }), 3),
      rules,
      DEVICES.cpu,
    ),
  );

describe('what the rules make of a step', () => {
  it('the whole of it, for ELU', () => {
    expect(step('elu', 'all')).toMatchInlineSnapshot(`
      "%0 = Reshape(dense1.bias, shape=[5, 1]) [5, 1]
      %1 = Gemm(dense1.weight, x, %0, transA=0, transB=1, alpha=1) [5, 3]
      %2 = ClipToNegative(%1) [5, 3]
      %3 = Exp(%2) [5, 3]
      %4 = OneHot(label, depth=4) [3, 4]
      %5 = Mul(rate, 0.3333333432674408) []
      %6 = Neg(%5) []
      %7 = Mul(%6, %4) [3, 4]
      %8 = ReduceSum(%7, axes=[1], keepdims=1) [3, 1]
      %9 = Sub(%3, 1) [5, 3]
      %10 = Max(%1, %9) [5, 3]
      %11 = Gemm(%10, dense2.weight, dense2.bias, transA=1, transB=1, alpha=1) [3, 4]
      %12 = LogSoftmax(%11, axis=1) [3, 4]
      %13 = Exp(%12) [3, 4]
      %14 = Mul(%13, %8) [3, 4]
      %15 = Sub(%7, %14) [3, 4]
      %16 = Gemm(dense2.weight, %15, transA=1, transB=1, alpha=1) [5, 3]
      %17 = Mul(%16, %3) [5, 3]
      %18 = Gemm(%17, x, dense1.weight, transA=0, transB=0, alpha=-1) [5, 12]
      %19 = ReduceSum(%17, axes=[1], keepdims=0) [5]
      %20 = Sub(dense1.bias, %19) [5]
      %21 = Gemm(%15, %10, dense2.weight, transA=1, transB=1, alpha=-1) [4, 5]
      %22 = ReduceSum(%15, axes=[0], keepdims=0) [4]
      %23 = Sub(dense2.bias, %22) [4]
      %24 = Mul(%12, %4) [3, 4]
      %25 = ReduceSum(%24, axes=[1], keepdims=0) [3]
      %26 = Neg(%25) [3]
      %27 = ReduceSum(%26, axes=[0], keepdims=0) []
      %28 = Mul(%27, 0.3333333432674408) []
      %29 = ReduceMax(%12, axes=[1], keepdims=0) [3]
      %30 = Greater(%29, %25) [3] bool
      %31 = Cast(%30, to=float32) [3]
      %32 = ReduceSum(%31, axes=[0], keepdims=0) []
      %33 = Mul(%32, 0.3333333432674408) []
      dense1.weight = %18
      dense1.bias = %20
      dense2.weight = %21
      dense2.bias = %23
      loss = %28
      wrong = %33"
    `);
  });

  it('feature-major: no activation is transposed', () => {
    expect(step('elu', 'all')).not.toContain('Transpose');
  });

  it.each([reduceSum, reduceSumSquare, reduceMax])(
    'feature-major: %o takes its matrix as it is',
    (reduce) => {
      const z = relu(matMul(input('x', [8, 3]), transpose(input('w', [5, 3]))));
      const text = print(applyRules({ y: reduce(z, [0]) }, ['feature-major'], DEVICES.cpu));
      expect(text.match(/Transpose\(\S+/g)).toEqual(['Transpose(x,']);
      expect(text).toMatch(/axes=\[1\], keepdims=0\) \[5\]/);
    },
  );

  it('elu-by-exp: neither Elu nor Where is left', () => {
    expect(step('elu', [])).toContain('Elu');
    expect(step('elu', ['elu-by-exp'])).not.toMatch(/Elu|Where/);
  });

  it('step-by-hard-sigmoid: the only comparison left is that of the error', () => {
    for (const name of ['relu', 'lrelu'] as const) {
      expect(step(name, [])).toContain('Where');
      expect(step(name, ['step-by-hard-sigmoid']).match(/Where|Greater\(/g)).toEqual(['Greater(']);
    }
  });

  it('gemm: every product takes its bias or its parameter along', () => {
    expect(step('relu', 'all')).not.toContain('MatMul');
    expect(step('relu', 'all')).not.toMatch(/Sub\(dense\d.weight/);
  });
});

it('rows of the table stand in the order in which the rules are applied', () => {
  expect(Object.keys(RULES)).toEqual(RULE_NAMES);
});

it.each(RULE_NAMES)('the example of %s is one that it changes', (name) => {
  const before = rebuild(RULES[name].example());
  expect(print(RULES[name].apply(before))).not.toBe(print(before));
});

it('rebuild joins nodes that compute the same', () => {
  const [a, b] = [input('a', [2]), input('b', [2])];
  const { y } = rebuild({ y: add(add(a, b), add(a, b)) });
  expect(y!.inputs[0]).toBe(y!.inputs[1]);
});
