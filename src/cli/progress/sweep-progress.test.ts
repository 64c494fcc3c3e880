/** @file How far a sweep is, and the time left, reckoned by hand. */
import { expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import { sweepProgress } from './sweep-progress.ts';

const plan = (variantName: string, run: number) => samplePlan({ variantName, run });
/** Four short runs, four that take three times as long. */
const plans = ['narrow', 'wide'].flatMap((name) => [0, 1, 2, 3].map((run) => plan(name, run)));
const [narrow, wide] = [plans.slice(0, 4), plans.slice(4)];

function sweep(jobs: number) {
  let seconds = 0;
  const progress = sweepProgress(plans, jobs, () => 1000 * seconds);
  const at = (iteration: number) => ({ iteration, total: 100 });
  return { ...progress, at, to: (time: number) => (seconds = time) };
}

it('knows nothing of the time left before something was trained', () => {
  const { start, progress, state, at, to } = sweep(2);
  expect(state()).toEqual({ runs: 8, ended: {}, fraction: 0, secondsLeft: undefined });
  start(narrow[0]!);
  progress(narrow[0]!, at(0));
  to(5);
  expect(state().secondsLeft).toBeUndefined();
});

it('takes every run to last as those of its variant, and the others as all', () => {
  const { start, progress, end, state, at, to } = sweep(2);
  start(narrow[0]!);
  progress(narrow[0]!, at(0));
  to(10);
  end(narrow[0]!, { status: 'done' });
  // 7 runs of 10 s are left for 2 jobs.
  expect(state()).toEqual({ runs: 8, ended: { done: 1 }, fraction: 1 / 8, secondsLeft: 35 });
  start(wide[0]!);
  progress(wide[0]!, at(0));
  to(25);
  progress(wide[0]!, at(50));
  // Wide ones take 30 s: 3 × 10 s + 3.5 × 30 s = 135 s, for 2 jobs.
  expect(state().secondsLeft).toBe(67.5);
  expect(state().fraction).toBe(1.5 / 8);
});

it('does not end before the longest of those that go on', () => {
  const { start, progress, end, state, at, to } = sweep(8);
  for (const one of plans) {
    start(one);
    progress(one, at(0));
  }
  to(10);
  for (const one of narrow) end(one, { status: 'done' });
  for (const one of wide) progress(one, at(10));
  progress(wide[3]!, at(40));
  // Together 40 s for 0.1 + 0.1 + 0.1 + 0.4 of a run: 57 s each, of which wide 0 has 0.9 to do.
  expect(state().secondsLeft).toBeCloseTo((0.9 * 40) / 0.7, 10);
});

it('counts only what was trained now of runs that go on, and nothing of those that failed', () => {
  const { start, progress, end, state, at, to } = sweep(1);
  start(narrow[0]!);
  progress(narrow[0]!, at(80));
  to(2);
  progress(narrow[0]!, at(90));
  // A tenth in 2 s: 20 s a run; 0.1 + 7 runs are left.
  expect(state().secondsLeft).toBeCloseTo(142, 10);
  end(narrow[0]!, { status: 'failed' });
  expect(state()).toMatchObject({ ended: { failed: 1 }, secondsLeft: undefined });
});

it('is over when all runs are', () => {
  const { start, progress, end, state, at } = sweep(2);
  for (const one of plans) {
    start(one);
    progress(one, at(100));
    end(one, { status: one === wide[0] ? 'diverged' : 'done' });
  }
  expect(state()).toEqual({ runs: 8, ended: { done: 7, diverged: 1 }, fraction: 1, secondsLeft: 0 });
});
