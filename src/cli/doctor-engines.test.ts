/** @file What `doctor` makes of engines that train, train wrongly, or crash. */
import { expect, it } from 'vitest';
import type { EngineName } from '../engines/engines.ts';
import type { Trial } from '../training/auto/trial.ts';
import { engineChecks } from './doctor-engines.ts';

const trains = (loss: number): Trial => ({ works: true, device: 'made up', loss });
const crashed: Trial = { works: false, problem: 'it was ended by SIGSEGV', remedy: 'mend it' };

/** The line of each engine that is there at first sight, where those not named crash. */
async function check(trials: Partial<Record<EngineName, Trial>>) {
  const checks = await engineChecks(async ({ engine, trained }) => {
    expect(trained!.experiment.network.batch_norm).toBe(true);
    return trials[engine] ?? crashed;
  });
  return (name: EngineName) => checks.find((one) => one.name === `engine ${name}`)!;
}

it('says of each whether it trains, and how to mend what does not', async () => {
  const line = await check({ onnx: trains(2.3), 'tfjs:js': trains(2.3001) });
  expect(line('onnx')).toMatchObject({ ok: true, found: 'made up, trains' });
  expect(line('tfjs:js')).toMatchObject({ ok: true });
  expect(line('tfjs:wasm')).toMatchObject({ ok: null, found: 'it was ended by SIGSEGV; mend it' });
});

it('finds one that computes wrongly, if only no number', async () => {
  const line = await check({ onnx: trains(2.3), 'tfjs:js': trains(6.5), 'tfjs:wasm': trains(Number.NaN) });
  expect(line('tfjs:js').ok).toBe(false);
  expect(line('tfjs:js').found).toContain('its loss is 6.5, that of onnx 2.3');
  expect(line('tfjs:wasm').ok).toBe(false);
});

it('takes it for a problem where no engine that needs no asking for works', async () => {
  const line = await check({ 'tfjs:js': trains(2.3) });
  expect(line('onnx').ok).toBe(false);
  expect(line('tfjs:js').ok).toBe(true);
  expect(line('tfjs:wasm').ok).toBe(null);
});
