/** @file A process that is asked to stop gets time to save what its runs hold, and is killed where it does not end in that. */

/** After this a process that was asked to stop, and so to save, is killed. Its files are whole at any time; a second Ctrl-C kills it at once. */
const GRACE_MS = 30_000;
/** And after this one that has nothing to save, since calls to an engine and reading of data hear nothing for seconds. */
const NOTHING_MS = 200;

interface Asked {
  /** Aborted when the process shall end. */
  readonly stop: AbortSignal;
  /** Milliseconds that it then has to end by itself. */
  readonly grace?: number;
  ask(): void;
  /** Whether something would be lost with it. */
  holdsSomething(): boolean;
  kill(): void;
}

/** Asks the process to end once `stop` is aborted, and kills it where it doesn't in time; `end` once it has. */
export function stopWithPatience({ stop, grace = GRACE_MS, ask, holdsSomething, kill }: Asked): {
  end(): void;
} {
  let patience: NodeJS.Timeout | undefined;
  const askToStop = () => {
    ask();
    const most = Math.min(NOTHING_MS, grace);
    patience = setTimeout(() => {
      if (holdsSomething()) patience = setTimeout(kill, grace - most);
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
