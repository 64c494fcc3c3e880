/** @file What a run says of itself in its folder, however it ends. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { dataError, runError } from '../errors.ts';
import { readStatus } from '../store/status.ts';
import type { RunEnd } from './messages.ts';
import type { Hooks } from './perform.ts';
import { recordedRun } from './recorded-run.ts';

const at = (iteration: number) => ({ phase: 'training', iteration, total: 10, epoch: 0 }) as const;

/** A run that does as it is told; `lose` makes its folder somebody else's. */
async function record(
  does: (hooks: Hooks, lose: () => void) => Promise<RunEnd>,
  { folder = temporaryFolder(), stop = AbortSignal.abort() } = {},
) {
  const said: string[] = [];
  let isLost = false;
  const hooks = {
    stop,
    confirm: async () => {
      if (isLost) throw runError('it is not ours any more');
    },
    onUnsaved: (unsaved: boolean) => void said.push(unsaved ? 'unsaved' : 'saved'),
    onProgress: () => void said.push('progress'),
    ...{ onRow: () => {}, onPreparing: () => {}, onLoaded: () => {}, onWarning: () => {} },
  };
  const lose = () => {
    isLost = true;
  };
  const order = { plan: samplePlan(), engine: 'onnx' as const, config: '', folder, command: [] };
  const end = await recordedRun(order, hooks, undefined, async () => (_, given) => does(given, lose));
  return { folder, said, end, status: readStatus(folder) };
}

describe('recordedRun', () => {
  it('says that the run goes on, of what length it is, and how it ended', async () => {
    const folder = temporaryFolder();
    const meanwhile: unknown[] = [];
    const see = () => meanwhile.push(readStatus(folder));
    const { end, said, status } = await record(
      async (hooks) => {
        see();
        hooks.onUnsaved(true);
        await hooks.onLength(10);
        see();
        hooks.onProgress(at(10));
        writeFileSync(
          join(folder, 'log.csv'),
          'iteration,epoch,learning_rate,test_loss\n0,0,0.1,2\n10,1,0.1,0.5\n',
        );
        return { status: 'done', iteration: 10 };
      },
      { folder },
    );
    expect(end).toEqual({ status: 'done', iteration: 10 });
    expect(said).toEqual(['unsaved', 'progress']);
    const { variant, run, experiment } = samplePlan();
    const always = { variant, run, seed: experiment.seed };
    expect(meanwhile[0]).toMatchObject({ ...always, status: 'running', iterations: 0 });
    expect(meanwhile[0]).not.toHaveProperty('totalIterations');
    expect(meanwhile[1]).toMatchObject({ ...always, status: 'running', iterations: 0, totalIterations: 10 });
    expect(meanwhile[1]).not.toHaveProperty('finishedAt');
    expect(status).toMatchObject({
      ...{ ...always, status: 'done', iterations: 10, totalIterations: 10 },
      figures: { best: { test_loss: { value: 0.5, iteration: 10 } } },
    });
    expect(Date.parse(status!.finishedAt!)).toBeGreaterThanOrEqual(Date.parse(status!.startedAt));
  });

  it('calls it diverged where it says so', async () => {
    const message = 'the test loss became NaN';
    const { status } = await record(async () => ({ status: 'diverged', iteration: 3, message }));
    expect(status).toMatchObject({ status: 'diverged', iterations: 3, message });
  });

  it('leaves the folder as it was where the run never touched it', async () => {
    const unbegun = { status: 'failed', message: 'no data', exitCode: 3, unbegun: true };
    const fails = () => Promise.reject(dataError('no data'));
    const { folder, end } = await record(fails);
    expect(end).toEqual(unbegun);
    expect(readdirSync(folder)).toEqual([]);
    await record(async () => ({ status: 'done', iteration: 10 }), { folder });
    const before = readFileSync(join(folder, 'status.json'));
    expect((await record(fails, { folder })).end).toEqual(unbegun);
    expect(readFileSync(join(folder, 'status.json'))).toEqual(before);
  });

  it.each([
    ['interrupted where the system refused', runError('no space left'), 'interrupted', 1],
    ['failed where something is wrong with it', dataError('damaged'), 'failed', 3],
  ])('calls it %s while it trained', async (_, error, how, exitCode) => {
    const { end, status } = await record(async (hooks) => {
      hooks.onUnsaved(true);
      hooks.onProgress(at(7));
      throw error;
    });
    expect(end).toEqual({ status: how, message: error.message, exitCode });
    expect(status).toMatchObject({ status: how, message: error.message, iterations: 7, totalIterations: 10 });
  });

  it('calls it interrupted where it was stopped before it touched its folder', async () => {
    const stop = AbortSignal.abort();
    const { end, status } = await record(() => Promise.reject(stop.reason), { stop });
    expect(end).toEqual({ status: 'interrupted' });
    expect(status).toMatchObject({ status: 'interrupted', iterations: 0 });
  });

  it('writes nothing more into a folder that is not its own any more', async () => {
    const { end, status } = await record(async (_, lose) => {
      lose();
      return { status: 'done', iteration: 10 };
    });
    expect(end).toEqual({ status: 'failed', message: 'it is not ours any more', exitCode: 1 });
    expect(status).toMatchObject({ status: 'running' });
  });

  it('clears away what killed writers have left', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'config.yaml.0123456789ab.tmp'), 'half');
    await record(async () => ({ status: 'done', iteration: 10 }), { folder });
    expect(readdirSync(folder)).toEqual(['status.json']);
  });

  it('passes on a fault of ours, for its stack', async () => {
    const fault = new TypeError('a fault of ours');
    await expect(record(() => Promise.reject(fault))).rejects.toBe(fault);
  });
});
