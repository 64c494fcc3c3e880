/** Every optimiser on every engine: as double precision trains, to the bit after a checkpoint, and late in a training; and both engines alike. */
import { expect, it } from 'vitest';
import type { State } from '../src/engines/trainer.ts';
import type { Tensor } from '../src/graph/reference.ts';
import { OPTIMIZERS, type OptimizerSpec } from '../src/network/optimizers.ts';
import { trainedInDouble } from './double-training.ts';
import { describeEngines, openOn } from './engines-present.ts';
import { inOrder, tinySpec } from './tiny.ts';

/** Every row of the table, and the ways in which its update can go. */
const CASES: readonly OptimizerSpec[] = [
  { name: 'sgd', weight_decay: 0.1 },
  { name: 'sgd', momentum: 0.9, nesterov: true, weight_decay: 0.01 },
  { name: 'adam' },
  { name: 'adam', beta1: 0, beta2: 0.9, eps: 1e-3, weight_decay: 0.01, decay_biases: true },
  { name: 'adamw', weight_decay: 0.1 },
];
const named = CASES.map((optimizer) => [JSON.stringify(optimizer), tinySpec({ optimizer })] as const);

const rates = (steps: number): Float64Array => new Float64Array(steps).fill(0.01);

function expectClose(found: State, expected: Record<string, Tensor>, tolerance: number): void {
  for (const [name, { data }] of found) {
    const wanted = expected[name]!.data;
    expect(data.length).toBe(wanted.length);
    for (const [i, value] of data.entries())
      expect(Math.abs(value - wanted[i]!), `${name} ${i}`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(wanted[i]!)),
      );
  }
}

it('no row of the table is left out', () => {
  expect(new Set(CASES.map(({ name }) => name))).toEqual(new Set(Object.keys(OPTIMIZERS)));
});

describeEngines((subject) => {
  it.each(named)('trains with %s as double precision does', async (_, spec) => {
    const trainer = await openOn(subject, spec);
    await trainer.train(inOrder(spec, 6), rates(6));
    expectClose(await trainer.read(), trainedInDouble(spec, rates(6)).state, 2e-5);
    await trainer.close();
  });

  it.each(named)('goes on with %s to the bit from what it read', async (_, spec) => {
    const [whole, begun, going] = [
      await openOn(subject, spec),
      await openOn(subject, spec),
      await openOn(subject, spec),
    ];
    const [order, middle] = [inOrder(spec, 7), 3 * spec.batchSize];
    const { loss } = await whole.train(order, rates(7));
    const first = await begun.train(order.slice(0, middle), rates(3));
    await going.write(await begun.read());
    const rest = await going.train(order.slice(middle), rates(4));
    expect([...first.loss, ...rest.loss]).toEqual([...loss]);
    expect(await going.read()).toEqual(await whole.read());
    await Promise.all([whole.close(), begun.close(), going.close()]);
  });

  it.each([9, 999, 999_999])(
    'corrects the moments of Adam after %d steps as double precision does',
    async (t) => {
      const spec = tinySpec({ optimizer: { name: 'adam' } });
      const trainer = await openOn(subject, spec);
      await trainer.train(inOrder(spec, 3), rates(3));
      const late = new Map([
        ...(await trainer.read()),
        ['adam.step', { shape: [], data: Float32Array.of(t) }],
      ]);
      await trainer.write(late);
      await trainer.train(inOrder(spec, 1), rates(1));
      const found = await trainer.read();
      expect(found.get('adam.step')!.data).toEqual(Float32Array.of(t + 1));
      expectClose(found, trainedInDouble(spec, rates(1), late).state, 2e-6);
      await trainer.close();
    },
  );
});

it.each(named)('both engines train alike with %s: losses of 20 steps agree to 1e-4', async (_, spec) => {
  const [onnx, tfjs] = [await openOn({ engine: 'onnx' }, spec), await openOn({ engine: 'tfjs:js' }, spec)];
  const expected = await onnx.train(inOrder(spec, 20), rates(20));
  const { loss } = await tfjs.train(inOrder(spec, 20), rates(20));
  loss.forEach((found, k) => {
    expect(Math.abs(found / expected.loss[k]! - 1), `step ${k}`).toBeLessThan(1e-4);
  });
  await Promise.all([onnx.close(), tfjs.close()]);
});
