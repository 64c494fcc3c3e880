/** @file How far a download is: a bar on a terminal, now and then a line anywhere else. */
import { SingleBar } from 'cli-progress';
import { wholeDuration } from '../../text/duration.ts';
import { showsBars } from '../terminal/terminal.ts';

const BETWEEN_MS = 10_000;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Takes what has come so far, in bytes, and how much there will be where that is known; `close` ends the line. */
export interface TransferProgress {
  update(bytes: number, total: number | undefined): void;
  close(): void;
}

/** Progress on stderr, with the name of what is fetched. */
export const transferProgress = (label: string): TransferProgress =>
  showsBars() ? transferBar(label) : transferLines(label, (text) => process.stderr.write(text));

const transferBar = (label: string): TransferProgress =>
  progressBar(`${label} {bar} {percentage} % {done} of {all} MB, ETA {eta_formatted}`, (bytes, total) => ({
    done: megabytes(bytes),
    all: total > 0 ? megabytes(total) : '?',
  }));

/** A bar on stderr; `payload` is what else its line shows. */
export function progressBar(
  format: string,
  payload: (done: number, total: number) => Readonly<Record<string, string>>,
): TransferProgress {
  const bar = new SingleBar({
    format,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // As much as 60 columns leave beside what has come.
    barsize: 8,
    etaBuffer: 200,
    formatTime: (seconds: number) => (Number.isFinite(seconds) ? wholeDuration(seconds) : '?'),
    stream: process.stderr,
    // Signals are taken elsewhere; a bar must not end the program.
    gracefulExit: false,
    emptyOnZero: true,
  });
  return {
    update: (done, total = 0) => {
      if (!bar.isActive) bar.start(total, done, payload(done, total));
      if (bar.getTotal() !== total) bar.setTotal(total);
      bar.update(done, payload(done, total));
    },
    close: () => bar.stop(),
  };
}

export const transferLines = (
  label: string,
  write: (text: string) => void,
  now: () => number = () => performance.now(),
): TransferProgress =>
  progressLines(
    (bytes, total) =>
      `${label}: ${megabytes(bytes)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB`,
    write,
    now,
  );

/** A line at most every 10 s. */
export function progressLines(
  line: (done: number, total: number | undefined) => string,
  write: (text: string) => void,
  now: () => number,
): TransferProgress {
  let spokeAt = now();
  return {
    update: (done, total) => {
      if (now() - spokeAt < BETWEEN_MS) return;
      spokeAt = now();
      write(`${line(done, total)}\n`);
    },
    close: () => {},
  };
}
