/** @file Lines at the bottom of a terminal that are drawn anew where they stand, and what is told for good above them. */
import { clearScreenDown, moveCursor } from 'node:readline';
import { MultiBar, type Params, type SingleBar } from 'cli-progress';
import { widthOf } from '../terminal/text-width.ts';

/** Updates over which the remaining time is reckoned: some ten seconds, so that evaluations are in it. */
const ETA_UPDATES = 60;
/** What a bar shows. */
export interface Payload {
  /** The bar's line at the width of the moment. */
  line(params: Params): string;
}

export interface BarScreen {
  add(total: number, payload: Payload): SingleBar;
  remove(bar: SingleBar): void;
  /** Tells lines above all bars. */
  log(lines: readonly string[]): void;
  /** Gives the terminal back; what was told since the bars were drawn last is on it. */
  close(): void;
}

/** Bars on stderr, which is a terminal. */
export function openBarScreen(): BarScreen {
  const { stderr } = process;
  /** What is on the screen. */
  let drawn: string[] = [];
  let mustClear = false;
  const multibar = new MultiBar({
    format: (_options, params, { line }: Payload) => {
      const text = line(params);
      drawn.push(text);
      return text;
    },
    etaBuffer: ETA_UPDATES,
    stream: stderr,
    // Signals are taken elsewhere; a bar must not end the program.
    gracefulExit: false,
    clearOnComplete: true,
    emptyOnZero: true,
    // A line above pushes all bars down, and one that has not changed must be drawn there too.
    forceRedraw: true,
  });
  multibar.on('redraw-pre', () => {
    drawn = [];
    // Old bars are longer than what is written over them.
    if (mustClear) clearScreenDown(stderr);
    mustClear = false;
  });
  const resized = () => {
    // What became wider than the terminal stands in several rows now.
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / stderr.columns)), 0);
    moveCursor(stderr, 0, drawn.length - rows);
    mustClear = true;
    multibar.update();
  };
  const stop = () => multibar.stop();
  stderr.on('resize', resized);
  // A second Ctrl-C ends the program at once: line wrapping, which bars turn off, must be on again.
  process.once('exit', stop);
  return {
    add: (total, payload) => multibar.create(total, 0, payload),
    remove: (bar) => void multibar.remove(bar),
    log(lines) {
      mustClear = true;
      multibar.log(lines.map((line) => `${line}\n`).join(''));
    },
    close() {
      process.off('exit', stop);
      stderr.off('resize', resized);
      // Bars draw at intervals; what was logged since the last one must not be lost.
      multibar.update();
      stop();
    },
  };
}
