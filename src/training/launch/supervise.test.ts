/** @file Every way in which a run's process can end, what the parent makes of it, and what it writes where the process died in silence. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { noteText } from '../../store/lease/note.ts';
import { lockFolder } from '../../store/lock.ts';
import { readStatus } from '../../store/status.ts';
import type { FromRun, RunEnd, RunOrder } from '../messages.ts';
import type { Watch } from './run-process.ts';
import { superviseRuns } from './supervise.ts';

const worker = new URL('../../../test/fake-worker.mjs', import.meta.url);

/** Milliseconds until a process that was asked to stop is killed. */
const GRACE = 600;

/** One run in a process of its own, and how it ends. */
async function superviseRun(
  order: RunOrder,
  { onMessage, ...watch }: Watch & { onMessage(message: FromRun): void },
): Promise<RunEnd> {
  const ends: RunEnd[] = [];
  await superviseRuns([{ order, onMessage, onEnd: async (end) => void ends.push(end) }], watch);
  expect(ends).toHaveLength(1);
  return ends[0]!;
}

async function supervise(
  behaviour: string,
  stopWhen: (message: FromRun) => boolean = () => false,
  folder = temporaryFolder(),
) {
  const stop = new AbortController();
  const messages: FromRun[] = [];
  let stoppedAt = 0;
  const halt = () => {
    stoppedAt = performance.now();
    stop.abort();
  };
  const running = superviseRun(
    { plan: samplePlan(), engine: 'onnx' as const, config: '', folder, command: [behaviour] },
    {
      worker,
      stop: stop.signal,
      grace: GRACE,
      onMessage: (message) => {
        messages.push(message);
        if (stopWhen(message)) setTimeout(halt, 100);
      },
    },
  );
  return { folder, messages, end: await running, took: performance.now() - stoppedAt };
}

describe('superviseRun', () => {
  it('passes on what the run says, also how it ended, and adds nothing', async () => {
    const { folder, messages, end } = await supervise('done');
    expect(end).toEqual({ status: 'done', iteration: 10 });
    expect(messages.map(({ kind }) => kind)).toEqual(['progress', 'row']);
    // Numbers that JSON does not know must come through too.
    expect(messages[1]).toMatchObject({ row: { test_loss: Number.NaN } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps the stack of a fault in error.log', async () => {
    const { folder, end } = await supervise('crash');
    const file = join(folder, 'error.log');
    expect(end.status).toBe('failed');
    expect(end.message).toContain(`exit code 1, which is a fault of elu-bench`);
    expect(end.message).toContain(file);
    expect(readFileSync(file, 'utf8')).toMatch(/a fault of ours[\s\S]*at .*fake-worker/);
    expect(readStatus(folder)).toMatchObject({
      status: 'failed',
      iterations: 3,
      totalIterations: 10,
      message: end.message,
    });
  });

  it('says of a killed process that memory may have run out', async () => {
    const { folder, end } = await supervise('killed');
    expect(end).toEqual({
      status: 'interrupted',
      exitCode: 1,
      message:
        "The run's process was killed (SIGKILL), perhaps because memory ran out: then fewer --jobs help.",
    });
    expect(readStatus(folder)).toMatchObject({ status: 'interrupted', iterations: 0 });
  });

  it('begins again with a process that a hang-up has ended before it could take signals', async () => {
    const { folder, end } = await supervise('hung up once');
    expect(end).toEqual({ status: 'done', iteration: 10 });
    expect(readStatus(folder)).toBeUndefined();
  });

  it('kills a process that does not hear when its time is up', async () => {
    const { folder, end, took } = await supervise('deaf', ({ kind }) => kind === 'progress');
    expect(end).toEqual({ status: 'interrupted' });
    expect(took).toBeGreaterThan(GRACE - 1);
    expect(took).toBeLessThan(GRACE + 1000);
    expect(readStatus(folder)).toMatchObject({ status: 'interrupted', iterations: 1 });
  });

  it('kills one that does not hear sooner where nothing would be lost with it', async () => {
    const { folder, end, took } = await supervise('deafButSaved', ({ kind }) => kind === 'progress');
    expect(end).toEqual({ status: 'interrupted' });
    expect(took).toBeLessThan(GRACE);
    expect(readStatus(folder)).toMatchObject({ status: 'interrupted', iterations: 1 });
  });

  it('goes on with the others where one is killed before that: it says nothing of them', async () => {
    const { folder, end } = await supervise('killedEarly');
    expect(end).toMatchObject({ status: 'interrupted', exitCode: 1 });
    expect(end.unbegun).toBeUndefined();
    expect(readStatus(folder)).toMatchObject({ status: 'interrupted' });
  });

  it('keeps the stack of a fault before that too', async () => {
    const { folder, end } = await supervise('crashedEarly');
    expect(end).toMatchObject({ status: 'failed', exitCode: 1, unbegun: true });
    expect(readdirSync(folder)).toEqual(['error.log']);
    // With what was said of the run before.
    const { folder: before } = await supervise('killed');
    const said = readStatus(before);
    expect(said).toMatchObject({ status: 'interrupted' });
    expect((await supervise('crashedEarly', () => false, before)).end.unbegun).toBe(true);
    expect(readStatus(before)).toEqual(said);
  });

  it('asks the process to stop, and is told how far it came', async () => {
    const stop = new AbortController();
    const folder = temporaryFolder();
    const order = { plan: samplePlan(), engine: 'onnx' as const, config: '', folder, command: ['obedient'] };
    const end = await superviseRun(order, { worker, stop: stop.signal, onMessage: () => stop.abort() });
    expect(end).toEqual({ status: 'interrupted', iteration: 7 });
  });

  it('leaves a folder alone that another process trains in', async () => {
    const folder = temporaryFolder();
    const lock = await lockFolder(folder, { warn: () => {} });
    const order = { plan: samplePlan(), engine: 'onnx' as const, config: '', folder, command: ['done'] };
    const supervision = { worker, stop: new AbortController().signal, onMessage: () => {} };
    const end = await superviseRun(order, supervision);
    expect(end).toMatchObject({ status: 'failed', exitCode: 1 });
    expect(end.message).toContain(`${folder} is in use by process ${process.pid}`);
    expect(readStatus(folder)).toBeUndefined();
    if ('release' in lock) await lock.release();
    expect(await superviseRun(order, supervision)).toMatchObject({ status: 'done' });
  });

  it('ends the run of a folder that another process has taken over, and writes nothing there', async () => {
    const folder = temporaryFolder();
    const taken = noteText({
      ...{ host: 'elsewhere', since: '2026-01-01T00:00:00.000Z', processes: [{ pid: 99 }] },
      ...{ owner: 'another', token: 'next', beat: { up: 1, at: 1 } },
    });
    let before: readonly string[] = [];
    const end = await superviseRun(
      { plan: samplePlan(), engine: 'onnx' as const, config: '', folder, command: ['deaf'] },
      {
        worker,
        stop: new AbortController().signal,
        onMessage: () =>
          void setTimeout(() => {
            writeFileSync(join(folder, 'lock.json'), taken);
            before = readdirSync(folder);
          }, 500),
      },
    );
    expect(end).toMatchObject({ status: 'failed', exitCode: 1 });
    expect(end.message).toContain('process 99 on machine elsewhere took it over');
    expect(before).toEqual(['lock.json']);
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(join(folder, 'lock.json'), 'utf8')).toBe(taken);
  });

  it('waits no longer for a folder in use once it is asked to stop', async () => {
    const folder = temporaryFolder();
    const held = { host: 'elsewhere', since: '2026-01-01T00:00:00.000Z', processes: [{ pid: 99 }] };
    writeFileSync(join(folder, 'lock.json'), JSON.stringify(held));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const order = { plan: samplePlan(), engine: 'onnx' as const, config: '', folder, command: ['done'] };
    const before = performance.now();
    const end = await superviseRun(order, { worker, stop: stop.signal, onMessage: () => {} });
    expect(end).toEqual({ status: 'interrupted' });
    expect(performance.now() - before).toBeLessThan(1000);
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  it('tells a folder that is gone as a failed run', async () => {
    const order = {
      plan: samplePlan(),
      engine: 'onnx' as const,
      config: '',
      folder: '/nowhere/at/all',
      command: ['done'],
    };
    const end = await superviseRun(order, {
      worker,
      stop: new AbortController().signal,
      onMessage: () => {},
    });
    expect(end).toMatchObject({ status: 'failed', exitCode: 1 });
    expect(end.message).toContain('/nowhere/at/all');
  });
});
