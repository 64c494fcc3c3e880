/** @file Progress as bars on a terminal: one a running run, above them one for all and a line for each that has ended. No colours, so NO_COLOR has nothing to take away. */
import type { SingleBar } from 'cli-progress';
import type { RunPlan } from '../../config/experiment.ts';
import type { LogRow } from '../../results/run-columns.ts';
import { wrapped } from '../terminal/text-width.ts';
import { openBarScreen, type Payload } from './bar-screen.ts';
import { endLines, labelsOf, type Place, runLine, sweepLine } from './bar-text.ts';
import type { Reporter } from './reporter.ts';
import { warningText } from './run-text.ts';
import { type SweepProgress, sweepProgress } from './sweep-progress.ts';

/** The line of all runs is reckoned anew so often. */
const SWEEP_MS = 1000;

interface Running {
  bar: SingleBar | undefined;
  readonly payload: Payload;
  place: Place;
}

/** Rows of the screen that are no runs': the line of all, and some to see what ended last. */
const MARGIN = 4;

/** A bar a running run of these, of which so many run side by side. */
export function bars(plans: readonly RunPlan[], jobs: number): Reporter {
  const { stderr } = process;
  const labels = labelsOf(plans);
  const sweep = sweepProgress(plans, jobs);
  const screen = openBarScreen();
  if (plans.length > 1) screen.add(1, { line: sweepText(sweep) });
  const running = new Map<RunPlan, Running>();
  /** Bars that stand below the screen's end could not be drawn over: runs beyond it wait for a place. */
  const hasPlace = () => [...running.values()].filter(({ bar }) => bar).length < stderr.rows - MARGIN;
  const rows = new Map<RunPlan, LogRow>();
  let ended = 0;
  return {
    start: (plan) => {
      sweep.start(plan);
      const payload: Payload = {
        line: ({ eta }) => runLine(plan, running.get(plan)?.place ?? 'starting', eta, labels, stderr.columns),
      };
      const bar = hasPlace() ? screen.add(0, payload) : undefined;
      running.set(plan, { bar, payload, place: 'starting' });
    },
    preparing: (plan, preparing) => {
      running.get(plan)!.place = preparing;
    },
    progress: (plan, progress) => {
      sweep.progress(plan, progress);
      const run = running.get(plan)!;
      run.place = progress;
      const { payload } = run;
      if (run.bar === undefined && hasPlace()) run.bar = screen.add(0, payload);
      const { bar } = run;
      if (bar === undefined) return;
      // Starts the clock anew, so that loading the data, and what an earlier command trained, do not count.
      if (bar.getTotal() !== progress.total) bar.start(progress.total, progress.iteration, payload);
      else bar.update(progress.iteration);
    },
    row: (plan, row) => void rows.set(plan, row),
    warning: (plan, text) => screen.log(wrapped(warningText(plan, text), stderr.columns - 1)),
    end: (plan, end) => {
      sweep.end(plan, end);
      const { bar } = running.get(plan)!;
      if (bar) screen.remove(bar);
      running.delete(plan);
      if (end.unbegun) return;
      const count = plans.length > 1 ? `[${++ended}/${plans.length}] ` : '';
      screen.log(endLines(plan, end, rows.get(plan), count, stderr.columns));
    },
    close: screen.close,
  };
}

/** The line of all runs, as it was reckoned last within a second. */
function sweepText(sweep: SweepProgress): () => string {
  const { stderr } = process;
  let [text, next, columns] = ['', 0, 0];
  return () => {
    if (performance.now() >= next || columns !== stderr.columns) {
      text = sweepLine(sweep.state(), stderr.columns);
      next = performance.now() + SWEEP_MS;
      columns = stderr.columns;
    }
    return text;
  };
}
