/** @file Runs seen from the command that started them: folders are held, their process watched; of one that died in silence is told how. */
import { rm } from 'node:fs/promises';
import { EXIT, UserError } from '../../errors.ts';
import { type Lock, lockFolder } from '../../store/lock.ts';
import type { FromRun, RunEnd, RunOrder } from '../messages.ts';
import { runRecord } from '../record.ts';
import { deathOf, errorLog } from './death.ts';
import { departure, type Place } from './departure.ts';
import type { Silence } from './heard.ts';
import { runProcess, type Watch } from './run-process.ts';

/** A run that is to be done, and who is told of it. */
export interface Wanted {
  readonly order: RunOrder;
  onMessage(message: FromRun): void;
  /** Awaited; told as soon as the run is over, though others go on. */
  onEnd(end: RunEnd): Promise<void>;
}

/** Has runs done by a process of their own, with which it holds their folders together. One whose folder can't be had keeps no others. */
export async function superviseRuns(wanted: readonly Wanted[], watch: Watch): Promise<void> {
  const place = departure(wanted.length, (runs) => runProcess(runs, watch));
  await Promise.all(wanted.map(async (run) => run.onEnd(await superviseRun(run, watch.stop, place()))));
}

/** One of them; returns how it ended. */
async function superviseRun(
  { order, onMessage }: Omit<Wanted, 'onEnd'>,
  stop: AbortSignal,
  place: Place,
): Promise<RunEnd> {
  const { folder } = order;
  const warn = (text: string) => onMessage({ kind: 'warning', text });
  let lock: Lock | undefined;
  try {
    const locked = await lockFolder(folder, { warn, stop });
    // Another process's run: its status.json is not ours to write.
    if ('refused' in locked)
      return stop.aborted
        ? { status: 'interrupted' }
        : { status: 'failed', message: locked.refused, exitCode: EXIT.failed };
    lock = locked;
    await rm(errorLog(folder), { force: true });
    const record = runRecord(order, lock.confirm);
    const said = await place.take({
      order,
      lock,
      onMessage: (message) => {
        if (message.kind === 'progress') record.at(message.progress);
        onMessage(message);
      },
    });
    if ('status' in said) return said;
    const end = await endOf(said, order.folder, lock, stop);
    await record.ended(end);
    return end;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: 'failed', message: error.message, exitCode: error.exitCode };
  } finally {
    place.end();
    await lock?.release();
  }
}

/** The end of a run whose process did not say how it ended. */
async function endOf(silence: Silence, folder: string, lock: Lock, stop: AbortSignal): Promise<RunEnd> {
  // Throws what there is to say of it.
  if (lock.lost.aborted) await lock.confirm();
  return stop.aborted ? { status: 'interrupted' } : deathOf(silence, folder, lock.confirm);
}
