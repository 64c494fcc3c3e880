/** @file Runs in step do what each of them does alone, whoever is ahead, leaves, stops, or comes to another part of its training. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fakeTrainer } from '../../../test/fake-trainer.ts';
import { samplePlan } from '../../../test/sample-plan.ts';
import type { ReplicaEngine } from '../../engines/engine.ts';
import type { Trainer, TrainerSpec } from '../../engines/trainer.ts';
import { runError } from '../../errors.ts';
import type { LayerSpec } from '../../network/layers.ts';
import type { LogRow } from '../../results/run-columns.ts';
import { trainRun } from '../run.ts';
import { type Companion, openLockstep } from './lockstep.ts';

const BATCH = 2;

/** Of a network with this dropout. */
const specOf = (rate: number, activation: 'elu' | 'relu' = 'elu'): TrainerSpec => {
  const layers: LayerSpec[] = [
    { kind: 'activation', name: 'activation1', function: { name: activation } as const },
    { kind: 'dropout', name: 'dropout1', rate, number: 1 },
  ];
  return { network: { sampleShape: [1], layers, init: 'he' } } as Partial<TrainerSpec> as TrainerSpec;
};

/** Replicas made of trainers that can be calculated by hand; takes note of the sizes of graphs and of calls, and of two things at a time. */
function fakeEngine({ fails = () => false }: { fails?(count: number): boolean } = {}) {
  const graphs: number[] = [];
  const calls: string[] = [];
  let busy = 0;
  let clashes = 0;
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy++ > 0) clashes++;
    await sleep(1);
    const result = await work();
    busy--;
    return result;
  };
  const create = async () => {
    graphs.push(1);
    const trainer = fakeTrainer(BATCH);
    return { ...trainer, forward: () => alone(async () => {}) };
  };
  const engine: ReplicaEngine = {
    available: async () => ({ works: true, device: 'fake' }),
    create,
    createReplicas: async (specs) => {
      graphs.push(specs.length);
      if (fails(graphs.length)) throw runError('no memory');
      const trainers = specs.map(() => fakeTrainer(BATCH));
      return {
        device: 'fake',
        count: specs.length,
        train: (steps) =>
          alone(async () => {
            calls.push(steps.map(({ rates }) => rates.length).join(' '));
            return Promise.all(trainers.map((one, i) => one.train(steps[i]!.samples, steps[i]!.rates)));
          }),
        forward: (replica) => () => alone(() => trainers[replica]!.measure().then(() => {})),
        read: (replica) => alone(() => trainers[replica]!.read()),
        write: (replica, state) => alone(() => trainers[replica]!.write(state)),
        close: async () => {},
      };
    },
  };
  return { engine, graphs, calls, clashes: () => clashes };
}

interface Wish {
  readonly seed: number;
  readonly iterations?: number;
  /** Begins after so many steps, from a weight of 2. */
  readonly from?: number;
  /** Throws at its first checkpoint after so many. */
  readonly breaksAt?: number;
  readonly stop?: AbortSignal;
}

/** A whole run, whose rows and last weight are returned; what breaks it is passed on. */
async function trained(
  trainer: Trainer,
  { seed, iterations = 12, from, breaksAt = Infinity, stop = new AbortController().signal }: Wish,
  companion?: Companion,
) {
  const rows: LogRow[] = [];
  const weight = async () => (await trainer.read()).get('w')!.data[0]!;
  await trainer.write(new Map([['w', { shape: [], data: Float32Array.of(from === undefined ? 0 : 2) }]]));
  const plan = samplePlan(
    { run: seed },
    {
      seed,
      optimizer: { name: 'sgd', learning_rate: 0.5, momentum: 0, weight_decay: 0 },
      train: { batch_size: BATCH, iterations },
      evaluate: { every: { count: 3, unit: 'iterations' } },
      checkpoint: { every: { count: 5, unit: 'iterations' }, initial: false },
    },
  );
  const end = await trainRun({
    plan,
    trainCount: 9,
    trainer,
    measure: async () => {
      await trainer.forward(
        'm',
        () => ({}),
        {} as never,
        1,
        () => {},
      );
      return { figures: { test_loss: await weight() }, units: [] };
    },
    log: { append: async (...added) => void rows.push(...added) },
    ...(companion && { chunks: companion.chunks }),
    ...(from !== undefined && { from: { iteration: from, logged: from, sums: { steps: 0, loss: 0 } } }),
    seconds: () => 0,
    onRow: () => {},
    onProgress: () => {},
    save: async ({ iteration }) => {
      if (iteration >= breaksAt) throw runError('no space');
    },
    onUnsaved: () => {},
    stop,
  });
  return { end, rows, weight: await weight() };
}

/** What each of these runs does alone. */
const alone = (wishes: readonly Wish[]) =>
  Promise.all(wishes.map(async (wish) => trained({ ...fakeTrainer(BATCH), forward: async () => {} }, wish)));

/** What they do in step, each of which leaves at its end. */
async function inStep(
  wishes: readonly Wish[],
  { engine }: Pick<ReturnType<typeof fakeEngine>, 'engine'>,
  stop = new AbortController().signal,
) {
  const companions = openLockstep(wishes.length, stop);
  return Promise.allSettled(
    wishes.map(async (wish, i) => {
      const companion = companions[i]!;
      try {
        return await trained(await companion.engine(engine).create(specOf(0)), wish, companion);
      } finally {
        companion.leave();
      }
    }),
  );
}

const values = <T>(settled: readonly PromiseSettledResult<T>[]): readonly T[] =>
  settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });

describe('openLockstep', () => {
  it('trains each as it trains alone, in calls that all take', async () => {
    const fake = fakeEngine();
    const wishes = [{ seed: 1 }, { seed: 2 }, { seed: 3 }];
    expect(values(await inStep(wishes, fake))).toEqual(await alone(wishes));
    expect(fake.graphs).toEqual([3]);
    expect(fake.clashes()).toBe(0);
    // 1, then as many as come before the next evaluation or checkpoint, at iterations 3, 5, 6, 9, 10, 12.
    expect(fake.calls).toEqual(['1', '2', '2', '1', '3', '1', '2'].map((n) => `${n} ${n} ${n}`));
  });

  it('lets the others go on as a smaller graph where one ends, fails or is shorter', async () => {
    const fake = fakeEngine();
    const wishes = [{ seed: 1 }, { seed: 2, iterations: 4 }, { seed: 3, breaksAt: 5 }, { seed: 4 }];
    const [first, second, third, fourth] = await inStep(wishes, fake);
    expect(third).toMatchObject({ status: 'rejected', reason: { message: 'no space' } });
    expect(values([first!, second!, fourth!])).toEqual(await alone([wishes[0]!, wishes[1]!, wishes[3]!]));
    expect(fake.graphs).toEqual([4, 3, 2]);
  });

  it('goes on with runs that are not equally far', async () => {
    const fake = fakeEngine();
    const wishes = [{ seed: 1, from: 7 }, { seed: 2 }, { seed: 3, from: 3 }];
    expect(values(await inStep(wishes, fake))).toEqual(await alone(wishes));
    // The last one to be there trains by itself.
    expect(fake.graphs).toEqual([3, 2, 1]);
  });

  it('gives nobody steps once all are to stop, and makes no graph for that', async () => {
    const fake = fakeEngine();
    const stopping = new AbortController();
    const wishes = [1, 2, 3].map((seed) => ({ seed, iterations: 1e6, stop: stopping.signal }));
    setTimeout(() => stopping.abort(), 100);
    const found = values(await inStep(wishes, fake, stopping.signal));
    expect(found.map(({ end }) => end.status)).toEqual(['interrupted', 'interrupted', 'interrupted']);
    const { iteration } = found[0]!.end;
    expect(iteration).toBeGreaterThan(0);
    expect(found.every(({ end }) => end.iteration === iteration)).toBe(true);
    expect(fake.graphs).toEqual([3]);
  });

  it('tells those who wait where their graph can’t be had', async () => {
    const fake = fakeEngine({ fails: (graph) => graph === 2 });
    const settled = await inStep([{ seed: 1 }, { seed: 2, iterations: 3 }, { seed: 3 }], fake);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  });

  it('has the runs of each part of a training be one graph', async () => {
    const fake = fakeEngine();
    const companions = openLockstep(3, new AbortController().signal);
    const weights = await Promise.all(
      companions.map(async (companion, place) => {
        const { create } = companion.engine(fake.engine);
        let trainer = await create(specOf(0, place === 1 ? 'relu' : 'elu'));
        await trainer.write(new Map([['w', { shape: [], data: Float32Array.of(place) }]]));
        // The first changes its dropout after one step, the others after three.
        for (let step = 0; step < 5; step++) {
          if (step === (place === 0 ? 1 : 3)) {
            const state = await trainer.read();
            await trainer.close();
            trainer = await create(specOf(0.5));
            await trainer.write(state);
          }
          expect(await companion.chunks.next(1)).toBe(1);
          await trainer.train(Int32Array.of(8, 8), Float64Array.of(0.5));
        }
        const state = await trainer.read();
        companion.leave();
        return state.get('w')!.data[0];
      }),
    );
    // w ← w − ½ (w − 8), five times.
    expect(weights).toEqual([0, 1, 2].map((w) => 8 - (8 - w) / 32));
    // All; the first and the others apart; all again; then those that are left.
    expect(fake.graphs.slice(0, 4)).toEqual([3, 1, 2, 3]);
    expect(fake.calls).toContain('1 1');
    expect(fake.clashes()).toBe(0);
  });
});
