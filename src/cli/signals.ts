/** @file Ctrl-C, SIGTERM and the end of the terminal: the first asks the runs to save and stop, a second one ends the program at once. */
import { EXIT } from '../errors.ts';
import { hasTerminal } from './terminal/terminal.ts';

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const;
type StopSignal = keyof typeof CODES;

/** npx passes on the signal that a terminal has sent to the whole group, so that one Ctrl-C comes twice. */
const SAME_MS = 200;

/** `signal` aborts at the first of them, or when asked to; `exitCode` is what the program shall end with because of a signal. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Stops the runs as a signal would. */
  now(): void;
  exitCode(): number | undefined;
}

/** A program without a terminal, as `nohup` leaves it, has nothing to lose by SIGHUP, and goes on. */
export function surviveHangup(): void {
  if (!hasTerminal()) process.on('SIGHUP', () => {});
}

/** Takes the signals from now on; before, they simply end the program. SIGHUP is one where there is a terminal. */
export function takeSignals(terminal = hasTerminal()): Stop {
  const controller = new AbortController();
  let first: { readonly signal: StopSignal; readonly at: number } | undefined;
  for (const signal of Object.keys(CODES) as StopSignal[]) {
    if (signal === 'SIGHUP' && !terminal) continue;
    process.on(signal, () => {
      // Shell and kernel both tell of a terminal's end, and nobody is impatient any more.
      if (first && signal === 'SIGHUP') return;
      if (first && performance.now() - first.at > SAME_MS) process.exit(CODES[first.signal]);
      first ??= { signal, at: performance.now() };
      controller.abort();
    });
  }
  return {
    signal: controller.signal,
    now: () => controller.abort(),
    exitCode: () => first && CODES[first.signal],
  };
}
