/** @file One run seen from the command that started it: its folder is held, its process watched; of a process that died in silence is told how. */
import { rm } from 'node:fs/promises';
import { EXIT, UserError } from '../../errors.ts';
import { type Lock, lockFolder } from '../../store/lock.ts';
import type { RunEnd, RunOrder } from '../messages.ts';
import { runRecord } from '../record.ts';
import { deathOf, errorLog } from './death.ts';
import { runProcess, type Silence, type Watch } from './run-process.ts';

/** Has one plan done by a process of its own, with which it holds the folder together; returns how that ended. */
export async function superviseRun(order: RunOrder, supervision: Omit<Watch, 'lock'>): Promise<RunEnd> {
  const { folder } = order;
  const { stop } = supervision;
  const warn = (text: string) => supervision.onMessage({ kind: 'warning', text });
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
    const said = await runProcess(order, {
      ...supervision,
      lock,
      onMessage: (message) => {
        if (message.kind === 'progress') record.at(message.progress);
        supervision.onMessage(message);
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
    await lock?.release();
  }
}

/** The end of a run whose process did not say how it ended. */
async function endOf(silence: Silence, folder: string, lock: Lock, stop: AbortSignal): Promise<RunEnd> {
  // Throws what there is to say of it.
  if (lock.lost.aborted) await lock.confirm();
  return stop.aborted ? { status: 'interrupted' } : deathOf(silence, folder, lock.confirm);
}
