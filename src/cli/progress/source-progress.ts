/** @file How far the search for pictures is: bytes of archives that have gone by, or pictures of folders that were found. */
import { grouped } from '../../text/counted.ts';
import { showsBars } from '../terminal/terminal.ts';
import { progressBar, progressLines, type TransferProgress, transferProgress } from './transfer-progress.ts';

/** Progress on stderr, with what is gone through. */
export function sourceProgress(label: string): TransferProgress {
  let shown: TransferProgress | undefined;
  return {
    update(done, total) {
      // Of folders nobody knows how much there is before the end.
      shown ??= total === undefined ? countProgress(label) : transferProgress(label);
      shown.update(done, total);
    },
    close: () => shown?.close(),
  };
}

const countProgress = (label: string): TransferProgress =>
  showsBars()
    ? progressBar(`${label}: {done} pictures found`, (done) => ({ done: grouped(done) }))
    : progressLines(
        (done) => `${label}: ${grouped(done)} pictures found`,
        (text) => process.stderr.write(text),
        () => performance.now(),
      );
