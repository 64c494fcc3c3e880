/** @file What is shown of runs while they go on, whatever shows it. All of it is on stderr. */
import type { Watcher } from '../../training/launch/launcher.ts';

/** Says nothing of the end of a run that has not begun. */
export interface Reporter extends Watcher {
  /** Leaves the terminal as it was. */
  close(): void;
}
