/** @file Ctrl-C and SIGTERM: the first asks the runs to save and stop, a second one ends the program at once. */
import { EXIT } from '../errors.ts';

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;
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

/** Takes both signals from now on; before, they simply end the program. */
export const takeSignals = (): Stop => {
  const controller = new AbortController();
  let first: { readonly signal: StopSignal; readonly at: number } | undefined;
  for (const signal of Object.keys(CODES) as StopSignal[]) {
    process.on(signal, () => {
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
};
