import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinished, type RunStatus, readStatus, writeStatus } from './status.ts';

const folder = await mkdtemp(join(tmpdir(), 'status-'));
const file = join(folder, 'status.json');
const status: RunStatus = {
  status: 'diverged',
  variant: { activation: 'elu' },
  run: 2,
  iterations: 41,
  totalIterations: 100,
  seconds: 3.5,
  message: 'loss is not finite at iteration 41',
  configHash: 'ab',
  startedAt: '2024-01-01T00:00:00.000Z',
  finishedAt: '2024-01-01T00:00:03.500Z',
};

describe('status.json', () => {
  it('reads back as it was written', async () => {
    await writeStatus(folder, status);
    expect(await readStatus(folder)).toEqual(status);
  });

  it('may lack what a running run does not know', async () => {
    const { message, finishedAt, totalIterations, ...running } = { ...status, status: 'running' as const };
    await writeStatus(folder, running);
    expect(await readStatus(folder)).toEqual(running);
  });

  it('is undefined where there is none', async () => {
    expect(await readStatus(join(folder, 'absent'))).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['not an object', '[]'],
    ['an unknown state', JSON.stringify({ ...status, status: 'fine' })],
    ['a missing field', JSON.stringify({ ...status, configHash: undefined })],
    ['a negative count', JSON.stringify({ ...status, iterations: -1 })],
    ['a variant of numbers', JSON.stringify({ ...status, variant: { alpha: 1 } })],
  ])('is undefined where it is damaged: %s', async (_, text) => {
    await writeFile(file, text);
    expect(await readStatus(folder)).toBeUndefined();
  });

  it('is undefined or whole where it is cut', async () => {
    await writeStatus(folder, status);
    const text = await readFile(file, 'utf8');
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 3), async (length) => {
        await writeFile(file, text.slice(0, length));
        expect(await readStatus(folder)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('tells runs to skip from runs to do again', () => {
    const finished = (state: RunStatus['status']) => isFinished({ ...status, status: state });
    expect((['done', 'diverged', 'failed', 'interrupted', 'running'] as const).map(finished)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
