/** @file The terminal that the program was started in, if any: which streams belong to it, how wide it is, and that it may go away. */
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

const [STDIN, STDOUT, STDERR] = [0, 1, 2];

/** As they were at the start: a terminal that has hung up is none any more. */
const TERMINALS = [STDIN, STDOUT, STDERR].filter((descriptor) => isatty(descriptor));

/**
 * Whether there is a terminal whose end is the program's. `nohup` leaves a stream of it at most on stdin, and only outside of Linux; that it
 * ignores SIGHUP can't be seen, as Node resets what is ignored when it starts.
 */
export const hasTerminal = (): boolean =>
  TERMINALS.some((descriptor) => descriptor !== STDIN || process.platform === 'linux');

/** Closes streams of a terminal that has gone: Node puts back its settings at the end, and aborts where it can't. */
export function leaveLostTerminal(): void {
  for (const descriptor of TERMINALS) if (!isatty(descriptor)) closeSync(descriptor);
}

/** Columns of the terminal that a stream writes to; any number in a file or a pipe. */
export const columnsOf = ({ isTTY, columns }: NodeJS.WriteStream): number => (isTTY && columns) || Infinity;

/** Those of the terminal on stdout. */
export const outputWidth = (): number => columnsOf(process.stdout);

/** Below this there is no place for bars. */
const FEWEST_COLUMNS = 60;

/** Whether stderr shows bars, which are drawn over and over again. */
export function showsBars(): boolean {
  const { stderr, env } = process;
  return stderr.isTTY && env.TERM !== 'dumb' && stderr.columns >= FEWEST_COLUMNS;
}
