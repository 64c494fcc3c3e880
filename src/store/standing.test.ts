import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import type { RunPlan } from '../config/experiment.ts';
import { resolvedYaml } from '../config/resolved.ts';
import { EXIT } from '../errors.ts';
import { configHash } from './config-hash.ts';
import { standing } from './standing.ts';
import { type RunState, readStatus, writeStatus } from './status.ts';

const plan = samplePlan();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'standing-'));
});

/** What an earlier command left of `before`. */
async function leave(status: RunState, before: RunPlan = plan): Promise<void> {
  await writeFile(join(folder, 'log.csv'), 'iteration\n');
  await writeFile(join(folder, 'config.yaml'), resolvedYaml(before));
  await writeStatus(folder, {
    status,
    variant: before.variant,
    run: before.run,
    iterations: 10,
    seconds: 1,
    configHash: configHash(before),
    startedAt: '2026-01-01T00:00:00.000Z',
  });
}

describe('standing', () => {
  it('is new in an empty folder', async () => {
    expect(await standing(folder, plan)).toBe('new');
  });

  it.each([
    ['done', 'finished'],
    ['diverged', 'finished'],
    ['failed', 'failed'],
    ['interrupted', 'begun'],
    ['running', 'begun'],
  ] as const)('takes %s for %s', async (status, expected) => {
    await leave(status);
    expect(await standing(folder, plan)).toBe(expected);
  });

  it('begins anew what failed before its first row', async () => {
    await leave('failed');
    await rm(join(folder, 'log.csv'));
    expect(await standing(folder, plan)).toBe('new');
  });

  it('refuses results of another config and says what has changed', async () => {
    await leave('done');
    const other = samplePlan({}, { seed: 8 });
    await expect(standing(folder, other)).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringMatching(
        new RegExp(
          `holds results of another config \\(seed: ${plan.experiment.seed} before, 8 now\\)\\..*--out.*--overwrite`,
        ),
      ),
    });
  });

  it('refuses results it cannot tell apart', async () => {
    await writeFile(join(folder, 'log.csv'), 'iteration\n');
    await expect(standing(folder, plan)).rejects.toThrow('status.json is missing or damaged');
  });

  it('refuses another length where no checkpoint is left to go on from', async () => {
    await leave('done');
    const longer = samplePlan({}, { train: { batch_size: plan.experiment.train.batch_size, epochs: 1000 } });
    await expect(standing(folder, longer)).rejects.toThrow('a training of another length');
  });

  it('tells another length by the config where no checkpoint is left, and with phases too', async () => {
    const { batch_size } = plan.experiment.train;
    const phases = [{ iterations: 5, dropout: [0.5] }];
    const plans = [{ epochs: 2 }, { epochs: 20 }, { epochs: 2, phases }].map((train) =>
      samplePlan({}, { train: { batch_size, ...train } }),
    );
    for (const before of plans) {
      await leave('done', before);
      expect(await standing(folder, before)).toBe('finished');
      for (const other of plans.filter((one) => one !== before))
        await expect(standing(folder, other)).rejects.toMatchObject({ exitCode: EXIT.usage });
    }
  });
});

describe('data', () => {
  const at = (dir?: string) =>
    samplePlan({}, { dataset: { name: 'idx', shuffle: true, ...(dir && { dir }) } });
  const checksums = { 'train-images-idx3-ubyte': 'aa', 'train-labels-idx1-ubyte': 'bb' };
  /** What is there now. */
  const there = (now: Readonly<Record<string, string>> | undefined) => async () => now;
  const trainedOn = async (recorded: unknown, state: RunState = 'done') => {
    await leave(state, at('data'));
    await writeFile(join(folder, 'environment.json'), JSON.stringify(recorded));
  };

  it.each(['data/', '/elsewhere/data', '../data', undefined])('are the same bytes in %s', async (dir) => {
    await trainedOn({ checksums });
    expect(await standing(folder, at(dir), there({ ...checksums }))).toBe('finished');
    await trainedOn({ checksums }, 'interrupted');
    expect(await standing(folder, at(dir), there({ ...checksums }))).toBe('begun');
  });

  it.each([
    [
      'other bytes',
      { ...checksums, 'train-labels-idx1-ubyte': 'cc' },
      /checksum of train-labels-idx1-ubyte: bb before, cc now/,
    ],
    [
      'a file less',
      { 'train-images-idx3-ubyte': 'aa' },
      /checksum of train-labels-idx1-ubyte: bb before, none now/,
    ],
    ['a file more', { ...checksums, x: 'dd' }, /checksum of x: none before, dd now/],
  ])('that have %s are refused, even where they lie as before', async (_, now, message) => {
    for (const state of ['done', 'interrupted', 'diverged', 'failed'] as const) {
      await trainedOn({ checksums }, state);
      await expect(standing(folder, at('data'), there(now))).rejects.toMatchObject({
        exitCode: EXIT.usage,
        message: expect.stringMatching(message),
      });
    }
  });

  it('are not needed for what is finished', async () => {
    await trainedOn({ checksums });
    expect(await standing(folder, at('data'), there(undefined))).toBe('finished');
  });

  it.each([[{}], [{ checksums: 1 }], ['not an object'], [{ checksums: { a: 1 } }]])(
    'that the folder does not know are none: %j',
    async (recorded) => {
      await trainedOn(recorded);
      expect(await standing(folder, at('data2'), there(checksums))).toBe('finished');
    },
  );

  it('may have been written about by a version that took their folder for a setting', async () => {
    // As it was then: the hash of all that decides, keys in order, `dir` among them.
    const canonical = (value: unknown): string =>
      JSON.stringify(value, (_key, item: unknown) =>
        item !== null && typeof item === 'object' && !Array.isArray(item)
          ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
          : item,
      );
    const { experiment } = at('data');
    const { dataset, evaluate, network, objective, optimizer, probe, seed, engine } = experiment;
    const train = { batch_size: experiment.train.batch_size };
    const all = { dataset, evaluate, network, objective, optimizer, probe, seed, train, run: 0 };
    const text = canonical({ ...all, engine: { ...engine, name: 'auto' } });
    const hash = createHash('sha256').update(text).digest('hex');
    await trainedOn({ checksums });
    await writeStatus(folder, { ...readStatus(folder)!, configHash: hash });
    for (const dir of ['data', 'data2', undefined]) expect(await standing(folder, at(dir))).toBe('finished');
    const other = { ...at('data2'), experiment: { ...at('data2').experiment, seed: 9 } };
    await expect(standing(folder, other)).rejects.toThrow('seed: 7 before, 9 now');
  });
});
