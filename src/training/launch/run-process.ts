/** @file The process of one run, from its order to its end: what it says is passed on, it is stopped with patience, and does not outlive its parent. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Lock } from '../../store/lock.ts';
import type { FromRun, RunEnd, RunOrder, ToRun } from '../messages.ts';

/** After this a process that was asked to stop, and so to save, is killed. Its files are whole at any time; a second Ctrl-C kills it at once. */
const GRACE_MS = 30_000;
/** And after this one that has nothing to save, since calls to an engine and reading of data hear nothing for seconds. */
const NOTHING_MS = 200;
/** Enough of what a dying process wrote for a stack trace. */
const LAST_WORDS = 16_384;

/** How a process ended that did not say how its run ended. */
export interface Silence {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it wrote last on stderr. */
  readonly lastWords: string;
  /** Whether its run had touched its folder. */
  readonly begun: boolean;
}

export interface Watch {
  /** Module that the process runs. */
  readonly worker: URL;
  /** The folder's, to be shared with the process. */
  readonly lock: Lock;
  /** Aborted when the run shall end as interrupted. */
  readonly stop: AbortSignal;
  /** Milliseconds that the process then has to end by itself. */
  readonly grace?: number;
  onMessage(message: FromRun): void;
}

/** Gives a process the order, and waits for its end: how the run ended, or how the process did where it says nothing of that. */
export async function runProcess(order: RunOrder, watch: Watch): Promise<RunEnd | Silence> {
  const { worker, lock, stop } = watch;
  const child = fork(worker, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  // Whichever way the parent ends, no run goes on without it.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const heard = listen(child, watch);
  // It may train for long before its next write would tell it.
  lock.lost.addEventListener('abort', kill);
  const patience = stopWithPatience(child, heard, watch, kill);
  const ended = new Promise<Silence>((resolve) => {
    child.on('close', (code, signal) => {
      patience.end();
      process.off('exit', kill);
      lock.lost.removeEventListener('abort', kill);
      resolve({ code, signal, lastWords: heard.lastWords, begun: heard.begun });
    });
  });
  if (child.pid !== undefined) {
    await lock.share(child.pid).catch((error: unknown) => {
      kill();
      throw error;
    });
  }
  tell(child, { kind: 'start', order, owner: lock.owner });
  const silence = await ended;
  if (heard.end) return heard.end;
  // Only one that has just been started can't take it yet; we are here, so it was not to end anything.
  const isToGoOn = silence.signal === 'SIGHUP' && !lock.lost.aborted && !stop.aborted;
  return isToGoOn ? runProcess(order, watch) : silence;
}

/** What a process has said so far. */
interface Heard {
  end: RunEnd | undefined;
  begun: boolean;
  unsaved: boolean;
  lastWords: string;
}

function listen(child: ChildProcess, { onMessage }: Pick<Watch, 'onMessage'>): Heard {
  const heard: Heard = { end: undefined, begun: false, unsaved: false, lastWords: '' };
  child.stderr?.on('data', (words) => {
    heard.lastWords = (heard.lastWords + words).slice(-LAST_WORDS);
  });
  child.on('error', (error) => {
    heard.lastWords += `${error.stack}\n`;
  });
  child.on('message', (message: FromRun) => {
    if (message.kind === 'end') heard.end = message.end;
    else if (message.kind === 'unsaved') {
      heard.begun = true;
      heard.unsaved = message.unsaved;
    } else onMessage(message);
  });
  return heard;
}

/** Asks the process to end once `stop` is aborted, and kills it where it doesn't in time; `end` once it has. */
function stopWithPatience(
  child: ChildProcess,
  heard: Readonly<Heard>,
  { stop, grace = GRACE_MS }: Pick<Watch, 'stop' | 'grace'>,
  kill: () => void,
): { end(): void } {
  let patience: NodeJS.Timeout | undefined;
  const askToStop = () => {
    tell(child, { kind: 'stop' });
    const most = Math.min(NOTHING_MS, grace);
    patience = setTimeout(() => {
      if (heard.unsaved) patience = setTimeout(kill, grace - most);
      else kill();
    }, most);
  };
  if (stop.aborted) askToStop();
  stop.addEventListener('abort', askToStop, { once: true });
  return {
    end: () => {
      clearTimeout(patience);
      stop.removeEventListener('abort', askToStop);
    },
  };
}

/** A process that is on its way out can't be told anything any more; its 'close' event says the rest. */
function tell(child: ChildProcess, message: ToRun): void {
  if (child.connected) child.send(message, () => {});
}
