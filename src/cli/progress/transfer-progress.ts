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

function transferBar(label: string): TransferProgress {
  const bar = new SingleBar({
    format: `${label} {bar} {percentage} % {done} of {all} MB, ETA {eta_formatted}`,
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
    update: (bytes, total = 0) => {
      const payload = { done: megabytes(bytes), all: total > 0 ? megabytes(total) : '?' };
      if (!bar.isActive) bar.start(total, bytes, payload);
      if (bar.getTotal() !== total) bar.setTotal(total);
      bar.update(bytes, payload);
    },
    close: () => bar.stop(),
  };
}

/** A line at most every 10 s. */
export function transferLines(
  label: string,
  write: (text: string) => void,
  now: () => number = () => performance.now(),
): TransferProgress {
  let spokeAt = now();
  return {
    update: (bytes, total) => {
      if (now() - spokeAt < BETWEEN_MS) return;
      spokeAt = now();
      write(`${label}: ${megabytes(bytes)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB\n`);
    },
    close: () => {},
  };
}
