/** @file What a command that has trained says at its end, and its exit code. */
import { dirname, join } from 'node:path';
import type { Experiment, RunPlan } from '../../config/experiment.ts';
import { EXIT, UserError } from '../../errors.ts';
import type { Summary } from '../../results/summary.ts';
import { runFolder } from '../../store/run-folder.ts';
import { counted } from '../../text/counted.ts';
import type { RunEnd } from '../../training/messages.ts';
import { paragraph, say } from '../terminal/paragraph.ts';
import type { Selection } from './engines.ts';
import { byVariant, type RunOutcome, rowsOf, runOutcome } from './outcome.ts';
import { outcomeJson, outcomeTable } from './outcome-text.ts';

/** What is known when all runs that were to be trained have ended. */
export interface Ended {
  readonly experiment: Experiment;
  readonly plans: readonly RunPlan[];
  readonly engine: Selection;
  readonly out: string;
  readonly folder: string;
  readonly ends: ReadonlyMap<RunPlan, RunEnd>;
  readonly summary: Summary;
  readonly stopped: boolean;
  /** Because of a signal. */
  readonly signalled: number | undefined;
}

/** Prints the outcome of all runs, be they of this command or of an earlier one, and returns the exit code. */
export function tellOutcome(ended: Ended, json: boolean): number {
  const { experiment, plans, engine, out, folder, summary, stopped } = ended;
  const rows = rowsOf(out, plans, summary.rows);
  const runs = plans.map((plan, i) => runOutcome(runFolder(out, plan), plan, rows[i]));
  const exitCode = exitCodeOf(
    ended,
    runs,
    rows.map((row) => row?.fault?.exitCode),
  );
  const done = doneOf(runs);
  const variants = byVariant(runs);
  if (json) {
    const facts = { experiment: experiment.name, folder, summary: summary.file };
    print(outcomeJson({ ...facts, engine: engine.name, device: engine.device, exitCode }, runs, variants));
  } else if (done > 0) {
    print(outcomeTable(variants));
    const what = 'mean ± standard deviation over the runs that are done, at their last evaluation';
    print(paragraph(what));
    const logs = join(dirname(summary.file), '<variant>', 'run-<k>', 'log.csv');
    print(`all runs: ${summary.file}\neach run: ${logs}\n`);
  }
  if (stopped || runs.some(({ status }) => status === 'interrupted'))
    say(
      `interrupted: ${done} of ${counted(runs.length, 'run')} done; the same command goes on with the others`,
    );
  return exitCode;
}

/** That of the signal, or else the worst of the runs: 1 where one is not done, though nothing was wrong with it. */
function exitCodeOf(
  { ends, signalled }: Ended,
  runs: readonly RunOutcome[],
  faults: readonly (number | undefined)[],
): number {
  const codes = [...[...ends.values()].map((end) => end.exitCode), ...faults];
  const worst = Math.max(EXIT.done, ...codes.map((code) => code ?? EXIT.done));
  return signalled ?? (worst || (doneOf(runs) < runs.length ? EXIT.failed : EXIT.done));
}

const doneOf = (runs: readonly RunOutcome[]): number => runs.filter(({ status }) => status === 'done').length;

const print = (text: string): void => void process.stdout.write(text);

/**
 * What kept the runs from beginning, where none of those that were tried could, is told once, and nothing is left of them.
 * @throws UserError with their worst exit code, or that of the signal.
 */
export function throwIfNoneBegan(ends: ReadonlyMap<RunPlan, RunEnd>, signalled: number | undefined): void {
  const all = [...ends.values()];
  if (all.length === 0 || !all.every(({ unbegun }) => unbegun)) return;
  const messages = new Set(all.flatMap(({ message }) => message ?? []));
  const worst = Math.max(...all.map(({ exitCode = EXIT.failed }) => exitCode));
  throw new UserError([...messages].join('\n'), signalled ?? worst);
}
