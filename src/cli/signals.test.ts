/** @file The first signal stops the runs; a second one, unless it is the echo of the first, ends the program. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takeSignals } from './signals.ts';

let clock = 0;
beforeEach(() => {
  clock = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
});
afterEach(() => {
  process.removeAllListeners('SIGINT');
  process.removeAllListeners('SIGTERM');
  process.removeAllListeners('SIGHUP');
  vi.restoreAllMocks();
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s asks to stop and gives the exit code %i', (signal, code) => {
  const stop = takeSignals(true);
  expect([stop.signal.aborted, stop.exitCode()]).toEqual([false, undefined]);
  process.emit(signal);
  expect([stop.signal.aborted, stop.exitCode()]).toEqual([true, code]);
  expect(process.exit).not.toHaveBeenCalled();
});

it('takes a signal that comes twice at once for one', () => {
  takeSignals();
  process.emit('SIGINT');
  clock += 100;
  process.emit('SIGINT');
  expect(process.exit).not.toHaveBeenCalled();
});

it('ends at once at a second one', () => {
  takeSignals();
  process.emit('SIGINT');
  clock += 300;
  process.emit('SIGTERM');
  expect(process.exit).toHaveBeenCalledWith(130);
});

it('leaves SIGHUP alone where there is no terminal', () => {
  const stop = takeSignals(false);
  expect(process.listenerCount('SIGHUP')).toBe(0);
  expect(stop.signal.aborted).toBe(false);
});

it('does not end at once when the end of a terminal is told twice', () => {
  const stop = takeSignals(true);
  process.emit('SIGHUP');
  clock += 300;
  process.emit('SIGHUP');
  expect(stop.exitCode()).toBe(129);
  expect(process.exit).not.toHaveBeenCalled();
});
