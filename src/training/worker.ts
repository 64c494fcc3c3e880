/** @file Entry of a run's process: takes one order from its parent, does it, says how it ended. An unforeseen error ends it with its stack. */
import { keepLease } from '../store/lease/keeper.ts';
import type { FromRun, Progress, RunEnd, RunOrder, ToRun } from './messages.ts';
import { recordedRun } from './recorded-run.ts';

/** Between two progress messages within a phase, so that they cost nothing. */
const PROGRESS_MS = 100;

const stopping = new AbortController();
const stop = () => stopping.abort();
// Only a flag is set here; the loop looks at it between two calls to the engine. A terminal's Ctrl-C reaches both processes.
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
// A terminal's end reaches both processes, too; whether it ends the run, the parent says.
process.on('SIGHUP', () => {});

process.on('message', (message: ToRun) => {
  if (message.kind === 'stop') stop();
  else void perform(message.order, message.owner).then(finish);
});

function perform(order: RunOrder, owner: string): Promise<RunEnd> {
  process.title = `elu-bench ${order.plan.variantName} run ${order.plan.run}`;
  return recordedRun(order, {
    stop: stopping.signal,
    // Also while the command is stopped, or gone.
    confirm: keepLease(order.folder, owner).confirm,
    onWarning: (text) => tell({ kind: 'warning', text }),
    onPreparing: (preparing) => tell({ kind: 'preparing', preparing }),
    onLoaded: () => tell({ kind: 'loaded' }),
    onUnsaved: (unsaved) => tell({ kind: 'unsaved', unsaved }),
    onRow: (row) => tell({ kind: 'row', row }),
    onProgress: throttled((progress) => tell({ kind: 'progress', progress })),
  });
}

function throttled(pass: (progress: Progress) => void): (progress: Progress) => void {
  let previous: { readonly at: number; readonly phase: Progress['phase'] } | undefined;
  return (progress) => {
    const at = performance.now();
    if (previous?.phase === progress.phase && at - previous.at < PROGRESS_MS) return;
    previous = { at, phase: progress.phase };
    pass(progress);
  };
}

/** A parent that is gone can't be told; the run then ends by itself. */
function tell(message: FromRun, then: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, then);
  else then();
}

const finish = (end: RunEnd): void => tell({ kind: 'end', end }, () => process.exit());
