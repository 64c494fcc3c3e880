/** @file Which reporter shows how runs get on: bars on a terminal, now and then a line elsewhere, nothing if asked. */
import type { RunPlan } from '../../config/experiment.ts';
import { showsBars } from '../terminal/terminal.ts';
import { bars } from './bars.ts';
import { lines } from './lines.ts';
import type { Reporter } from './reporter.ts';
import { warningText } from './run-text.ts';

const silent: Reporter = {
  start: () => {},
  preparing: () => {},
  progress: () => {},
  row: () => {},
  warning: (plan, text) => void process.stderr.write(`${warningText(plan, text)}\n`),
  end: () => {},
  close: () => {},
};

/** The reporter for where stderr goes, of these runs, so many of them side by side. */
export function reporter(plans: readonly RunPlan[], jobs: number, quiet: boolean): Reporter {
  if (quiet) return silent;
  return showsBars()
    ? bars(plans, jobs)
    : lines({ plans, jobs, write: (text) => void process.stderr.write(text) });
}
