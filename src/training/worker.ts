/** @file Entry of the process of one run or several: takes orders from its parent, does them, says how each ended. An unforeseen error ends it with its stack. */
import { keepLease } from '../store/lease/keeper.ts';
import { counted } from '../text/counted.ts';
import { type Companion, openLockstep } from './lockstep/lockstep.ts';
import type { FromProcess, FromRun, Progress, RunEnd, StartedRun, ToProcess } from './messages.ts';
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

process.on('message', (message: ToProcess) => {
  if (message.kind === 'stop') stop();
  else void performAll(message.runs);
});

async function performAll(runs: readonly StartedRun[]): Promise<void> {
  process.title = titleOf(runs);
  const companions = runs.length > 1 ? openLockstep(runs.length, stopping.signal) : [];
  const ends = runs.map(async (started, run) => {
    const end = await perform(started, (said) => tell({ run, said }), companions[run]);
    companions[run]?.leave();
    await new Promise<void>((told) => tell({ run, said: { kind: 'end', end } }, told));
  });
  await Promise.all(ends);
  process.exit();
}

function perform(
  { order, owner }: StartedRun,
  tell: (said: FromRun) => void,
  companion: Companion | undefined,
): Promise<RunEnd> {
  // Also while the command is stopped, or gone.
  const { confirm, lost } = keepLease(order.folder, owner);
  return recordedRun(
    order,
    {
      // One among others that has lost its folder ends by itself; where nobody is left, the command ends the process.
      stop: AbortSignal.any([stopping.signal, lost]),
      confirm,
      onWarning: (text) => tell({ kind: 'warning', text }),
      onPreparing: (preparing) => tell({ kind: 'preparing', preparing }),
      onLoaded: () => tell({ kind: 'loaded' }),
      onUnsaved: (unsaved) => tell({ kind: 'unsaved', unsaved }),
      onRow: (row) => tell({ kind: 'row', row }),
      onProgress: throttled((progress) => tell({ kind: 'progress', progress })),
    },
    companion,
  );
}

/** `elu-bench activation=elu run 0`, with how many more there are. */
function titleOf([first, ...others]: readonly StartedRun[]): string {
  const { variantName, run } = first!.order.plan;
  const more = others.length > 0 ? ` and ${counted(others.length, 'run')} more` : '';
  return `elu-bench ${variantName} run ${run}${more}`;
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
function tell(message: FromProcess, then: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, then);
  else then();
}
