/** @file Progress as bars on a terminal: one a running run, above them one for all and a line for each that has ended. No colours, so NO_COLOR has nothing to take away. */
import { clearScreenDown, moveCursor } from 'node:readline';
import { MultiBar, type Params, type SingleBar } from 'cli-progress';
import type { RunPlan } from '../../config/experiment.ts';
import type { LogRow } from '../../results/run-columns.ts';
import { widthOf, wrapped } from '../terminal/text-width.ts';
import { endLines, labelsOf, type Place, runLine, sweepLine } from './bar-text.ts';
import type { Reporter } from './reporter.ts';
import { warningText } from './run-text.ts';
import { sweepProgress } from './sweep-progress.ts';

/** Updates over which the remaining time is reckoned: some ten seconds, so that evaluations are in it. */
const ETA_UPDATES = 60;
/** The line of all runs is reckoned anew so often. */
const SWEEP_MS = 1000;

interface Payload {
  /** The bar's line at the width of the moment. */
  line(params: Params): string;
}

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
  /** What is on the screen. */
  let drawn: string[] = [];
  let mustClear = false;
  const multibar = new MultiBar({
    format: (_options, params, { line }: Payload) => {
      const text = line(params);
      drawn.push(text);
      return text;
    },
    etaBuffer: ETA_UPDATES,
    stream: stderr,
    // Signals are taken elsewhere; a bar must not end the program.
    gracefulExit: false,
    clearOnComplete: true,
    emptyOnZero: true,
    // A line above pushes all bars down, and one that has not changed must be drawn there too.
    forceRedraw: true,
  });
  multibar.on('redraw-pre', () => {
    drawn = [];
    // Old bars are longer than what is written over them.
    if (mustClear) clearScreenDown(stderr);
    mustClear = false;
  });
  const log = (lines: readonly string[]) => {
    mustClear = true;
    multibar.log(lines.map((line) => `${line}\n`).join(''));
  };
  const resized = () => {
    // What became wider than the terminal stands in several rows now.
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / stderr.columns)), 0);
    moveCursor(stderr, 0, drawn.length - rows);
    mustClear = true;
    multibar.update();
  };
  const close = () => multibar.stop();
  stderr.on('resize', resized);
  // A second Ctrl-C ends the program at once: line wrapping, which bars turn off, must be on again.
  process.once('exit', close);

  if (plans.length > 1) {
    let text = '';
    let next = 0;
    let columns = 0;
    const line = () => {
      if (performance.now() >= next || columns !== stderr.columns) {
        text = sweepLine(sweep.state(), stderr.columns);
        next = performance.now() + SWEEP_MS;
        columns = stderr.columns;
      }
      return text;
    };
    multibar.create(1, 0, { line } satisfies Payload);
  }
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
      const bar = hasPlace() ? multibar.create(0, 0, payload) : undefined;
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
      if (run.bar === undefined && hasPlace()) run.bar = multibar.create(0, 0, payload);
      const { bar } = run;
      if (bar === undefined) return;
      // Starts the clock anew, so that loading the data, and what an earlier command trained, do not count.
      if (bar.getTotal() !== progress.total) bar.start(progress.total, progress.iteration, payload);
      else bar.update(progress.iteration);
    },
    row: (plan, row) => void rows.set(plan, row),
    warning: (plan, text) => log(wrapped(warningText(plan, text), stderr.columns - 1)),
    end: (plan, end) => {
      sweep.end(plan, end);
      const { bar } = running.get(plan)!;
      if (bar) multibar.remove(bar);
      running.delete(plan);
      if (end.unbegun) return;
      const count = plans.length > 1 ? `[${++ended}/${plans.length}] ` : '';
      log(endLines(plan, end, rows.get(plan), count, stderr.columns));
    },
    close: () => {
      process.off('exit', close);
      stderr.off('resize', resized);
      // Bars draw at intervals; what was logged since the last one must not be lost.
      multibar.update();
      close();
    },
  };
}
