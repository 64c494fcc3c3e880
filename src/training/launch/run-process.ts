/** @file The process of one run or of several, from their orders to its end: what it says is passed on, and it does not outlive its parent. */
import { type ChildProcess, fork } from 'node:child_process';
import type { ToProcess } from '../messages.ts';
import { type HeardRun, type HeldRun, listen } from './heard.ts';
import { stopWithPatience } from './patience.ts';

export interface Watch {
  /** Module that the process runs. */
  readonly worker: URL;
  /** Aborted when the runs shall end as interrupted. */
  readonly stop: AbortSignal;
  /** Milliseconds that the process then has to end by itself. */
  readonly grace?: number;
}

/**
 * Has a process do these runs, each of which is told how it ended, and waits for its end.
 * @throws UserError (exit code 1) where their folders can't be shared with it.
 */
export async function runProcess(runs: readonly HeldRun[], watch: Watch): Promise<void> {
  const { worker, stop } = watch;
  const child = fork(worker, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const heard = listen(child, runs);
  // Whichever way the parent ends, no run goes on without it.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  // They may train for long before their next writes would tell them. Where others go on, a run is told by its own process.
  const killIfAllAreLost = () => {
    if (heard.runs.every(({ run, end }) => end || run.lock.lost.aborted)) kill();
  };
  for (const { lock } of runs) lock.lost.addEventListener('abort', killIfAllAreLost);
  const patience = stopWithPatience({
    ...watch,
    ask: () => tell(child, { kind: 'stop' }),
    holdsSomething: () => heard.runs.some(({ unsaved, end }) => unsaved && !end),
    kill,
  });
  const closed = new Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>(
    (resolve) => {
      child.on('close', (code, signal) => {
        patience.end();
        process.off('exit', kill);
        for (const { lock } of runs) lock.lost.removeEventListener('abort', killIfAllAreLost);
        resolve({ code, signal });
      });
    },
  );
  if (child.pid !== undefined) {
    const { pid } = child;
    await Promise.all(runs.map(({ lock }) => lock.share(pid))).catch((error: unknown) => {
      kill();
      throw error;
    });
  }
  tell(child, { kind: 'start', runs: runs.map(({ order, lock: { owner } }) => ({ order, owner })) });
  const { code, signal } = await closed;
  // Only one that has just been started can't take it yet; we are here, so it was not to end anything.
  const goesOn = ({ run, end }: HeardRun) =>
    !end && signal === 'SIGHUP' && !run.lock.lost.aborted && !stop.aborted;
  const silence = { code, signal, lastWords: heard.lastWords() };
  for (const one of heard.runs) if (!goesOn(one)) one.run.onEnd(one.end ?? { ...silence, begun: one.begun });
  const left = heard.runs.filter(goesOn).map(({ run }) => run);
  if (left.length > 0) await runProcess(left, watch);
}

/** A process that is on its way out can't be told anything any more; its 'close' event says the rest. */
function tell(child: ChildProcess, message: ToProcess): void {
  if (child.connected) child.send(message, () => {});
}
