/** @file Whether a process lives, and is still the one that it was: numbers of processes are given anew. */
import { readFileSync } from 'node:fs';

/** A process of this machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own count; absent where the system doesn't say (there is no /proc). */
  readonly started?: string;
}

/** The process of this number as it is now. */
export const identify = (pid: number): ProcessIdentity => {
  const started = stateOf(pid)?.started;
  return { pid, ...(started !== undefined && { started }) };
};

/** True as long as the process has not ended; a zombie has. */
export const lives = ({ pid, started }: ProcessIdentity): boolean => {
  const state = stateOf(pid);
  if (state) return !'ZX'.includes(state.letter) && (started === undefined || started === state.started);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives, though it takes no signals from us.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Fields 3 and 22 of /proc/<pid>/stat: one letter for the state, and the start in clock ticks since the machine's. */
const stateOf = (pid: number): { readonly letter: string; readonly started: string } | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 2 is the program's name in brackets, which may itself hold blanks and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { letter: fields[0]!, started: fields[19]! };
  } catch {
    return undefined;
  }
};
