/**
 * @file Training as on a GPU against the CPU: every shipped experiment's twin, with rules and without, to the same losses and measures; the same
 * bits again; and states that go from one engine to another. That no node is computed on the CPU the device's sessions see to.
 */
import { expect, it } from 'vitest';
import type { State, Trainer, TrainerSpec } from '../src/engines/trainer.ts';
import { evaluate } from '../src/measure/evaluate.ts';
import { unitFigures } from '../src/measure/unit-figures.ts';
import { unitMedians } from '../src/measure/unit-medians.ts';
import { CONFIGS, twinOf } from './config-twins.ts';
import { trainedInDouble } from './double-training.ts';
import { openOn, type Subject } from './engines-present.ts';
import { inOrder, tinyPrepared, tinySpec } from './tiny.ts';
import { describeSoftware, SOFTWARE } from './webgpu.ts';

const STEPS = 20;
const HALF = STEPS / 2;
const rates = (steps: number): Float64Array => new Float64Array(steps).fill(0.01);

/** What is measured of a network in some state, all in one row. */
async function measuredBy(trainer: Trainer, spec: TrainerSpec): Promise<readonly number[]> {
  const measured = { ...spec, trainer };
  const count = spec.dataset.test.count;
  const { loss } = await evaluate(measured, 'test');
  const figures = await unitFigures(measured, count);
  const { means, medians } = await unitMedians(measured, count);
  const rows = [...figures.get('unit_means')!.values(), ...means.values(), ...medians.values()];
  return [loss, ...rows.flatMap((row) => [...row])];
}

/** Losses of 20 steps, the state after them, and what is measured of it. */
async function trained(subject: Subject, spec: TrainerSpec) {
  const trainer = await openOn(subject, spec);
  const { loss } = await trainer.train(inOrder(spec, STEPS), rates(STEPS), tinyPrepared(spec, STEPS));
  const [measures, state] = [await measuredBy(trainer, spec), await trainer.read()];
  await trainer.close();
  return { losses: [...loss], measures, state };
}

/** What another engine measures of a state. */
async function measuredOn(subject: Subject, spec: TrainerSpec, state: State): Promise<readonly number[]> {
  const trainer = await openOn(subject, spec);
  await trainer.write(state);
  const measures = await measuredBy(trainer, spec);
  await trainer.close();
  return measures;
}

function expectNear(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of found.entries())
    expect(Math.abs(value - expected[i]!), `${i}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(expected[i]!)),
    );
}

/** All that a training has: batch normalisation, dropout, momentum, decay. */
const spec = tinySpec({
  convolution: { batch_norm: true, dropout: [0.1, 0.3, 0], dropout_on: 'all' },
  optimizer: { momentum: 0.9, weight_decay: 0.0005 },
});

describeSoftware(() => {
  const cases = CONFIGS.flatMap((file) => (['all', 'none'] as const).map((rules) => [file, rules] as const));
  it.each(cases)('%s, rules: %s, trains and is measured as on the CPU', async (file, rules) => {
    const twin = twinOf(file);
    const cpu = await trained({ engine: 'onnx', rules }, twin);
    const gpu = await trained({ engine: SOFTWARE, rules }, twin);
    // Where the CPU's own float32 is farther from double precision than half of that, twice its distance is the bar.
    const exact = trainedInDouble(twin, rates(STEPS)).loss;
    for (const [k, loss] of gpu.losses.entries()) {
      const rounding = Math.abs(cpu.losses[k]! - exact[k]!);
      const bar = Math.max(1e-3 * Math.max(1, exact[k]!), 2 * rounding);
      expect(Math.abs(loss - exact[k]!), `step ${k}`).toBeLessThan(bar);
      expect(Math.abs(loss - cpu.losses[k]!), `step ${k}`).toBeLessThan(bar);
    }
    // Of the same state, so that what steps have made of rounding is not measured again.
    expectNear(gpu.measures, await measuredOn({ engine: 'onnx', rules }, twin, gpu.state), 1e-3);
  });

  it('gives the same bits again', async () => {
    const subject: Subject = { engine: SOFTWARE, rules: 'all' };
    expect(await trained(subject, spec)).toEqual(await trained(subject, spec));
  });

  it('trains two networks side by side in one process as each alone', async () => {
    const subject: Subject = { engine: SOFTWARE, rules: 'all' };
    const dense = tinySpec();
    const alone = [await trained(subject, spec), await trained(subject, dense)];
    expect(await Promise.all([trained(subject, spec), trained(subject, dense)])).toEqual(alone);
  });

  const ways = ['onnx', 'tfjs:js'] as const;
  it.each(ways.flatMap((other) => [[SOFTWARE, other] as const, [other, SOFTWARE] as const]))(
    'what %s wrote %s goes on from',
    async (first, second) => {
      const [whole, begun, going] = [
        await openOn({ engine: 'onnx' }, spec),
        await openOn({ engine: first }, spec),
        await openOn({ engine: second }, spec),
      ];
      const [order, middle] = [inOrder(spec, STEPS), HALF * spec.batchSize];
      const { loss } = await whole.train(order, rates(STEPS), tinyPrepared(spec, STEPS));
      await begun.train(order.slice(0, middle), rates(HALF), tinyPrepared(spec, HALF));
      const state = await begun.read();
      await going.write(state);
      expect(await going.read()).toEqual(state);
      const rest = await going.train(order.slice(middle), rates(HALF), tinyPrepared(spec, HALF, HALF));
      expectNear([...rest.loss], [...loss.subarray(HALF)], 1e-4);
      await Promise.all([whole.close(), begun.close(), going.close()]);
    },
  );
});
