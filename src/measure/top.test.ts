/** @file Top-k error against torch.topk, against sorting by hand, and where outputs are equal. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate } from '../graph/evaluate.ts';
import { input } from '../graph/expr.ts';
import { tensor } from '../graph/reference.ts';
import { lossRow } from '../network/losses.ts';
import { top } from './top.ts';

/** 1 for each sample that is missed. */
function missed(outputs: readonly (readonly number[])[], labels: readonly number[], k: number): number[] {
  const shape = [outputs.length, outputs[0]!.length];
  const [z, t] = [input('z', shape), input('t', [labels.length], 'int32')];
  const pass = { output: z, target: t, activations: new Map(), parameters: new Map(), next: new Map() };
  const figure = top.figure(pass, 'cross_entropy', k)!;
  const feeds = { z: tensor(shape, outputs.flat()), t: tensor([labels.length], labels) };
  return [...evaluate([figure], feeds)[0]!.data];
}

it('misses the samples that torch.topk misses', () => {
  // No two outputs of a sample are equal.
  const outputs = Array.from({ length: 37 }, (_, i) =>
    Array.from({ length: 7 }, (_, j) => ((i * 37 + j * (101 + 13 * i)) % 97) / 10),
  );
  const labels = outputs.map((_, i) => (5 * i) % 7);
  // PyTorch 2.15: (~(torch.topk(z, k, dim=1).indices == t[:, None]).any(dim=1)).int()
  expect(missed(outputs, labels, 2).join('')).toBe('1101000001111110001111111011011111111');
  const counts = [2, 3, 4, 5, 6].map((k) => missed(outputs, labels, k).reduce((sum, one) => sum + one));
  expect(counts).toEqual([26, 22, 18, 14, 9]);
});

it('misses a class that is not among the first k of the sorted outputs, a tie being right', () => {
  const sample = fc
    .array(fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.integer({ min: 0, max: 3 })), {
      minLength: 3,
      maxLength: 12,
    })
    .chain((outputs) =>
      fc.tuple(
        fc.constant(outputs),
        fc.integer({ min: 0, max: outputs.length - 1 }),
        fc.integer({ min: 2, max: outputs.length - 1 }),
      ),
    );
  fc.assert(
    fc.property(sample, ([outputs, label, k]) => {
      const last = outputs.toSorted((a, b) => b - a)[k - 1]!;
      expect(missed([outputs], [label], k)).toEqual([outputs[label]! < last ? 1 : 0]);
    }),
  );
});

it('takes an output that is equal to the k-th for one of the k', () => {
  expect(missed([[1, 1, 1, 1]], [3], 2)).toEqual([0]);
  expect(missed([[2, 2, 1, 1]], [3], 2)).toEqual([1]);
  expect(missed([[2, 1, 1, 0]], [2], 2)).toEqual([0]);
});

it('has no figure where there are no classes', () => {
  const z = input('z', [2, 3]);
  const pass = { output: z, target: z, activations: new Map(), parameters: new Map(), next: new Map() };
  for (const objective of ['mean_squared_error', 'binary_cross_entropy'] as const) {
    expect(lossRow(objective).target).toBe('input');
    expect(top.figure(pass, objective, 2)).toBeUndefined();
  }
});
