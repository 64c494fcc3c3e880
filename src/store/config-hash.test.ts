import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { load, SMALL } from '../../test/small-config.ts';
import { expand } from '../config/expand.ts';
import { configHash } from './config-hash.ts';

describe('configHash', () => {
  it('is the SHA-256 of the deciding values, keys in order', () => {
    const text =
      '{"dataset":{"name":"mnist","shuffle":true},"engine":{"name":"auto","rules":"all","threads":1},' +
      '"evaluate":{"every":{"count":1,"unit":"epochs"}},"network":{"activation":{"alpha":1,"name":"elu"},"hidden":[128,128],"init":"he"},' +
      '"objective":"cross_entropy","optimizer":{"learning_rate":0.01,"momentum":0,"name":"sgd","weight_decay":0},' +
      '"probe":{"medians":false,"per_unit":false,"samples":1000},"run":0,"seed":7,"train":{"batch_size":64}}';
    expect(configHash(samplePlan())).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('stays the same for more runs, other variants and other words', () => {
    const words = {
      name: 'other',
      description: 'new',
      runs: 10,
      first_run: 1,
      variants: {},
      paper: { claims: [] },
    };
    expect(configHash(samplePlan({}, words))).toBe(configHash(samplePlan()));
    expect(configHash(samplePlan({}, { train: { epochs: 2, batch_size: 64 } }))).toBe(
      configHash(samplePlan()),
    );
  });

  it('stays the same for a longer training and other checkpoints, which leave the steps as they are', () => {
    const longer = samplePlan(
      {},
      {
        train: { batch_size: 64, iterations: 10 },
        checkpoint: { every: { count: 5, unit: 'epochs' }, initial: true },
      },
    );
    expect(configHash(longer)).toBe(configHash(samplePlan()));
  });

  it('stays the same on another engine, which trains the same to rounding, but not with other threads', () => {
    const on = (name: 'auto' | 'onnx' | 'tfjs:js', threads = 1) =>
      configHash(samplePlan({}, { engine: { name, threads, rules: 'all' } }));
    expect([on('onnx'), on('tfjs:js')]).toEqual([on('auto'), on('auto')]);
    expect(on('auto', 2)).not.toBe(on('auto'));
  });

  it('changes with TF32, and is that of before for float32, given or not', () => {
    const of = (text: string) => configHash(expand(load(`${SMALL}engine: { ${text} }\n`))[0]!);
    expect(of('precision: float32')).toBe(of('threads: 1'));
    expect(of('precision: tf32')).not.toBe(of('threads: 1'));
  });

  it('is that of before whoever makes the batches, and changes with what is in them', () => {
    const of = (...changes: string[]) => configHash(expand(load(SMALL, ...changes))[0]!);
    expect(of('dataset.workers=3')).toBe(of());
    const others = ['dataset.crop=20', 'dataset.preprocess={mean: pixel}', 'evaluate.test_samples=9'];
    expect(new Set([of(), ...others.map((change) => of(change))]).size).toBe(4);
  });

  it('changes with what decides the result', () => {
    const plans = [
      samplePlan(),
      samplePlan({ run: 1 }),
      samplePlan({}, { seed: 8 }),
      samplePlan({}, { train: { batch_size: 32, epochs: 2 } }),
      samplePlan(
        {},
        { network: { hidden: [128, 128], activation: { name: 'elu', alpha: 0.5 }, init: 'he' } },
      ),
    ];
    expect(new Set(plans.map(configHash)).size).toBe(plans.length);
  });
});
