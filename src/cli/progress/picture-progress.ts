/** @file How far the preparing of pictures is: how many are done, how many a second, and what is left of the time. */
import { grouped } from '../../text/counted.ts';
import { wholeDuration } from '../../text/duration.ts';
import { showsBars } from '../terminal/terminal.ts';
import { progressBar, progressLines, type TransferProgress } from './transfer-progress.ts';

/** Progress on stderr. */
export function pictureProgress(): TransferProgress {
  const now = () => performance.now();
  const pace = paceOf(now);
  let told: Pace = { perSecond: '?', left: '?' };
  const shown = showsBars()
    ? progressBar(
        '{bar} {percentage} % {done} of {all} pictures, {perSecond}/s, ETA {left}',
        (done, total) => ({
          ...{ done: grouped(done), all: grouped(total) },
          ...told,
        }),
      )
    : progressLines(
        (done, total = 0) =>
          `${grouped(done)} of ${grouped(total)} pictures, ${told.perSecond}/s, ETA ${told.left}`,
        (text) => process.stderr.write(text),
        now,
      );
  return {
    update(done, total = 0) {
      told = pace(done, total);
      shown.update(done, total);
    },
    close: shown.close,
  };
}

interface Pace extends Readonly<Record<string, string>> {
  readonly perSecond: string;
  readonly left: string;
}

/** So many seconds of the past say how fast it goes. */
const PAST_MS = 20_000;

/** Takes how far it is, of how much; gives pictures a second, and the time left. What was done before the first call took no time. */
export function paceOf(now: () => number): (done: number, total: number) => Pace {
  const past: { readonly at: number; readonly done: number }[] = [];
  return (done, total) => {
    const at = now();
    past.push({ at, done });
    while (past.length > 2 && past[1]!.at <= at - PAST_MS) past.shift();
    const [first] = past;
    const perMs = (done - first!.done) / (at - first!.at);
    if (!(perMs > 0 && Number.isFinite(perMs))) return { perSecond: '?', left: '?' };
    return {
      perSecond: grouped(Math.round(1000 * perMs)),
      left: wholeDuration((total - done) / perMs / 1000),
    };
  };
}
