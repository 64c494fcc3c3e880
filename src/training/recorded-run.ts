/** @file A run that keeps its record: what is done, and what is said of it in its folder, whoever started it and holds the folder for it. */
import { EXIT, UserError } from '../errors.ts';
import { clearLeftBehind } from '../files/atomic-file.ts';
import type { Companion } from './lockstep/lockstep.ts';
import type { RunEnd, RunOrder } from './messages.ts';
import type { Hooks, performRun } from './perform.ts';
import { runRecord } from './record.ts';

/** What does the run; loaded only now, so that the signals of its process are taken from the start. */
const load = async (): Promise<typeof performRun> => (await import('./perform.ts')).performRun;

/** Does the run, from its newest checkpoint on, and returns how it ended, as its status.json then says. Throws what is a fault of ours. */
export async function recordedRun(
  order: RunOrder,
  hooks: Omit<Hooks, 'onLength'>,
  companion?: Companion,
  loading = load,
): Promise<RunEnd> {
  const { folder } = order;
  try {
    const record = runRecord(order, hooks.confirm);
    await clearLeftBehind(folder);
    const [perform] = await Promise.all([loading(), record.running()]);
    let begun = false;
    const telling: Hooks = {
      ...hooks,
      onLength: (total) => {
        record.at({ iteration: 0, total });
        return record.running();
      },
      onUnsaved: (unsaved) => {
        begun = true;
        hooks.onUnsaved(unsaved);
      },
      onProgress: (progress) => {
        record.at(progress);
        hooks.onProgress(progress);
      },
    };
    const end = await perform(order, telling, companion).catch((error: unknown) =>
      endBy(error, hooks.stop, begun),
    );
    await record.ended(end);
    return end;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: 'failed', message: error.message, exitCode: error.exitCode };
  }
}

/** The end that an error makes of a run. */
function endBy(error: unknown, stop: AbortSignal, begun: boolean): RunEnd {
  if (stop.aborted && error === stop.reason) return { status: 'interrupted' };
  if (!(error instanceof UserError)) throw error;
  const { message, exitCode } = error;
  // Where the system refused (a full disk, say) nothing is wrong with the run: it can go on from its checkpoint.
  const status = exitCode === EXIT.failed ? 'interrupted' : 'failed';
  return { status, message, exitCode, ...(!begun && { unbegun: true }) };
}
