/** @file Progress as bars on a terminal: one a running run, and above them a line for each that has ended. No colours, so NO_COLOR has nothing to take away. */
import { MultiBar, type SingleBar } from 'cli-progress';
import type { RunPlan } from '../config/experiment.ts';
import type { LogRow } from '../results/columns.ts';
import type { Reporter } from './reporter.ts';
import { duration, endText, progressText, runLabel, warningText } from './run-text.ts';

/** Updates over which the remaining time is reckoned: some ten seconds, so that evaluations are in it. */
const ETA_UPDATES = 60;

/** A bar a running run. */
export const bars = (runs: number): Reporter => {
  const multibar = new MultiBar({
    format: '{label} {bar} {percentage} % {text}, ETA {eta_formatted}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 20,
    etaBuffer: ETA_UPDATES,
    // Before the first steps cli-progress gives a word instead of a number.
    formatTime: (seconds: number) => {
      if (!Number.isFinite(seconds)) return '?';
      return seconds < 60 ? `${seconds} s` : duration(seconds);
    },
    stream: process.stderr,
    // Signals are taken elsewhere; a bar must not end the program.
    gracefulExit: false,
    clearOnComplete: true,
    emptyOnZero: true,
  });
  const close = () => multibar.stop();
  // A second Ctrl-C ends the program at once: line wrapping, which bars turn off, must be on again.
  process.once('exit', close);
  const running = new Map<RunPlan, SingleBar>();
  const rows = new Map<RunPlan, LogRow>();
  let ended = 0;
  return {
    start: (plan) =>
      void running.set(plan, multibar.create(0, 0, { label: runLabel(plan), text: 'starting' })),
    preparing: (plan, { stage, done = 0 }) => {
      const bar = running.get(plan)!;
      const payload = { label: runLabel(plan), text: stage };
      if (bar.getTotal() !== 1) bar.start(1, done, payload);
      else bar.update(done, payload);
    },
    progress: (plan, progress) => {
      const bar = running.get(plan)!;
      const payload = { label: runLabel(plan), text: progressText(progress) };
      // Starts the clock anew, so that loading the data, and what an earlier command trained, do not count.
      if (bar.getTotal() !== progress.total) bar.start(progress.total, progress.iteration, payload);
      else bar.update(progress.iteration, payload);
    },
    row: (plan, row) => void rows.set(plan, row),
    warning: (plan, text) => multibar.log(`${warningText(plan, text)}\n`),
    end: (plan, end) => {
      multibar.remove(running.get(plan)!);
      if (end.unbegun) return;
      const count = runs > 1 ? `[${++ended}/${runs}] ` : '';
      multibar.log(`${count}${runLabel(plan)}: ${endText(end, rows.get(plan))}\n`);
    },
    close: () => {
      process.off('exit', close);
      // Bars draw at intervals; what was logged since the last one must not be lost.
      multibar.update();
      close();
    },
  };
};
