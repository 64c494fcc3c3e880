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
import { type RunState, writeStatus } from './status.ts';

const plan = samplePlan();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'standing-'));
});

/** What an earlier command left of `before`. */
const leave = async (status: RunState, before: RunPlan = plan): Promise<void> => {
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
};

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
});
