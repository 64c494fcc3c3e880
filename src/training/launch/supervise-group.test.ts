/** @file Several runs of one process: each is told of its own end, and one that can't be done keeps no others. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { readStatus } from '../../store/status.ts';
import type { RunEnd } from '../messages.ts';
import { superviseRuns } from './supervise.ts';

const worker = new URL('../../../test/fake-worker.mjs', import.meta.url);

type Name = 'a' | 'b';

/** Runs that do as they are told (test/fake-worker.mjs); how they ended, in that order. */
async function together(
  behaviours: Readonly<Record<Name, string>>,
  { missing, stopAfter }: { readonly missing?: Name; readonly stopAfter?: Name } = {},
) {
  const out = temporaryFolder();
  const stop = new AbortController();
  const ends: (RunEnd & { readonly run: string })[] = [];
  const wanted = (['a', 'b'] as const).map((run) => {
    const folder = join(out, run);
    if (run !== missing) mkdirSync(folder);
    return {
      order: { plan: samplePlan(), engine: 'onnx' as const, config: '', folder, command: [behaviours[run]] },
      onMessage: () => {},
      onEnd: async (end: RunEnd) => {
        ends.push({ run, ...end });
        if (run === stopAfter) stop.abort();
      },
    };
  });
  await superviseRuns(wanted, { worker, stop: stop.signal });
  return { ends, folder: (run: Name) => join(out, run) };
}

describe('superviseRuns', () => {
  it('tells the end of one while the other goes on, and lets go of its folder', async () => {
    const { ends, folder } = await together({ a: 'obedient', b: 'done' }, { stopAfter: 'b' });
    expect(ends).toEqual([
      { run: 'b', status: 'done', iteration: 10 },
      { run: 'a', status: 'interrupted', iteration: 7 },
    ]);
    expect(readdirSync(folder('b'))).toEqual([]);
  });

  it('does those whose folders can be had', async () => {
    const { ends, folder } = await together({ a: 'done', b: 'done' }, { missing: 'a' });
    expect(ends).toEqual([
      { run: 'a', status: 'failed', exitCode: 1, message: expect.stringContaining(folder('a')) },
      { run: 'b', status: 'done', iteration: 10 },
    ]);
  });

  it('says of each how their process died, unless it has ended before', async () => {
    const { ends, folder } = await together({ a: 'done', b: 'crashLater' });
    expect(ends.map(({ run, status }) => [run, status])).toEqual([
      ['a', 'done'],
      ['b', 'failed'],
    ]);
    expect(readdirSync(folder('a'))).toEqual([]);
    const both = await together({ a: 'obedient', b: 'crashLater' });
    for (const run of ['a', 'b'] as const) {
      expect(readStatus(both.folder(run))).toMatchObject({ status: 'failed', totalIterations: 10 });
      expect(readFileSync(join(both.folder(run), 'error.log'), 'utf8')).toContain('a fault of ours');
    }
    expect(both.ends).toHaveLength(2);
  });
});
