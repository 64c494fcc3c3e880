/** @file What stands on a terminal while runs go on: every line whole, nothing left of older ones. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import { Screen } from '../../../test/screen.ts';
import type { RunPlan } from '../../config/experiment.ts';
import type { LogRow } from '../../results/run-columns.ts';
import { bars } from './bars.ts';
import type { Reporter } from './reporter.ts';

const plans = ['elu', 'relu', 'lrelu', 'srelu'].map((name) =>
  samplePlan({ variant: { activation: name }, variantName: `activation=${name}` }),
);
const [elu, relu, lrelu] = plans as [RunPlan, RunPlan, RunPlan];
const ROW: LogRow = {
  iteration: 100,
  epoch: 2,
  learning_rate: 0.01,
  train_loss: 0.5,
  test_loss: 0.1354,
  test_error: 0.0385,
  seconds: 65,
};

let screen: Screen;
function showing(columns: number): Reporter {
  screen = new Screen(columns);
  vi.spyOn(process, 'stderr', 'get').mockReturnValue(screen as unknown as typeof process.stderr);
  return bars(plans, 2);
}
/** Trains so far; the time that it takes gives the ETA. */
function train(reporter: Reporter, plan: RunPlan, iteration: number) {
  vi.advanceTimersByTime(1000);
  const at = { iteration, total: 100, epoch: iteration / 50, loss: 0.5, error: 0.125, msPerStep: 1 };
  reporter.progress(plan, { phase: 'training', ...at });
  vi.advanceTimersByTime(200);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('begins with what runs', () => {
  const reporter = showing(60);
  reporter.start(elu);
  reporter.start(relu);
  vi.advanceTimersByTime(200);
  expect(screen.text().split('\n')).toEqual([
    '0 of 4 runs done  ░░░░░░░░░░░░░░░░░░░░ 0 %',
    'elu run 0   starting',
    'relu run 0  starting',
  ]);
  reporter.close();
});

it('has lines of ended runs above the bars, whole and without remains of older lines', () => {
  const reporter = showing(80);
  reporter.start(elu);
  reporter.start(relu);
  for (const plan of [elu, relu]) for (const iteration of [0, 50]) train(reporter, plan, iteration);
  reporter.warning(
    relu,
    'its lock was left behind by process 1234 that is gone, and is taken over without asking',
  );
  reporter.row(elu, ROW);
  reporter.end(elu, { status: 'done', iteration: 100 });
  reporter.start(lrelu);
  vi.advanceTimersByTime(2200);
  // ELU took 4.8 s; ReLU half a run in some 2.6 s when the line was made; two runs are not begun: (2.6 + 2 × 4.9) / 2 jobs.
  // Steps come at 50 in 1.2 s: 1.2 s for the other 50, which is told as 2.
  expect(screen.text().split('\n')).toEqual([
    'elu-bench: activation=relu run 0: its lock was left behind by process 1234 that',
    'is gone, and is taken over without asking',
    '[1/4] activation=elu run 0: done in 1 min 05 s, test error 3.85 %',
    '1 of 4 runs done  ███████░░░░░░░░░░░░░ 37 %  about 6 s left',
    'relu run 0  █████░░░░░  50 %  epoch 1.00    error 12.50 %  ETA 2 s',
    'lrelu run 0 starting',
  ]);
  reporter.end(relu, { status: 'failed', message: 'the data are gone' });
  reporter.end(lrelu, { status: 'interrupted' });
  reporter.close();
  expect(screen.text().split('\n').slice(2)).toEqual([
    '[1/4] activation=elu run 0: done in 1 min 05 s, test error 3.85 %',
    '[2/4] activation=relu run 0: failed',
    '    the data are gone',
    '[3/4] activation=lrelu run 0: interrupted',
  ]);
});

it('is laid out anew when the terminal becomes wider or narrower', () => {
  const reporter = showing(80);
  reporter.start(elu);
  train(reporter, elu, 0);
  train(reporter, elu, 50);
  expect(screen.text()).toContain('elu run 0   █████░░░░░  50 %  epoch 1.00    error 12.50 %  ETA 2 s');
  screen.columns = 120;
  screen.emit('resize');
  expect(screen.text()).toContain(
    'activation=elu run 0   ██████████░░░░░░░░░░  50 %  epoch 1.00    loss 0.5000     error 12.50 %  ETA 2 s',
  );
  reporter.close();
  expect(screen.text()).toBe('');
});

it('draws no more bars than the screen has rows', () => {
  screen = new Screen(80);
  screen.rows = 7;
  vi.spyOn(process, 'stderr', 'get').mockReturnValue(screen as unknown as typeof process.stderr);
  const reporter = bars(plans, 4);
  for (const plan of plans) reporter.start(plan);
  vi.advanceTimersByTime(200);
  expect(screen.text().split('\n')).toHaveLength(4);
  reporter.end(elu, { status: 'done' });
  train(reporter, plans[3]!, 10);
  expect(screen.text()).toContain('srelu run 0');
  reporter.close();
});
