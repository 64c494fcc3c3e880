/** @file What a process has said so far: of each of its runs, and on stderr. */
import type { ChildProcess } from 'node:child_process';
import type { Lock } from '../../store/lock.ts';
import type { FromProcess, FromRun, RunEnd, RunOrder } from '../messages.ts';

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

/** A run whose folder is held. */
export interface HeldRun {
  readonly order: RunOrder;
  /** The folder's, to be shared with the process. */
  readonly lock: Lock;
  onMessage(message: FromRun): void;
  /** How the run ended, or how the process did where it did not say that; the first call counts. */
  onEnd(said: RunEnd | Silence): void;
}

/** A run of a process, and what is known of it. */
export interface HeardRun {
  readonly run: HeldRun;
  begun: boolean;
  unsaved: boolean;
  /** How it ended. */
  end: RunEnd | undefined;
}

export interface Heard {
  readonly runs: readonly HeardRun[];
  /** What the process wrote last on stderr. */
  lastWords(): string;
}

/** Listens to a process that is to do these runs. */
export function listen(child: ChildProcess, held: readonly HeldRun[]): Heard {
  let lastWords = '';
  const runs: HeardRun[] = held.map((run) => ({ run, begun: false, unsaved: false, end: undefined }));
  child.stderr?.on('data', (words) => {
    lastWords = (lastWords + words).slice(-LAST_WORDS);
  });
  child.on('error', (error) => {
    lastWords += `${error.stack}\n`;
  });
  child.on('message', ({ run: place, said }: FromProcess) => {
    const heard = runs[place]!;
    if (said.kind === 'end') {
      heard.end = said.end;
      // The last one is over with the process.
      if (runs.some(({ end }) => !end)) heard.run.onEnd(said.end);
    } else if (said.kind === 'unsaved') {
      heard.begun = true;
      heard.unsaved = said.unsaved;
    } else heard.run.onMessage(said);
  });
  return { runs, lastWords: () => lastWords };
}
