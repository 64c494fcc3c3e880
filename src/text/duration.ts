/** @file Times in words, as exactly as each reader wants them. */

const two = (n: number): string => String(n).padStart(2, '0');

const LONG_HOURS = 1000;

/** `12.3 s`, `4 min 05 s`, `3 h 07 min`, `41.7 days`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours >= LONG_HOURS) return `${Number((whole / 86_400).toPrecision(3)).toLocaleString('en')} days`;
  return hours > 0 ? `${hours} h ${two(minutes)} min` : `${minutes} min ${two(whole % 60)} s`;
}

/** A time to come, which nobody knows to a tenth of a second: `12 s`, `4 min 05 s`. */
export const wholeDuration = (seconds: number): string =>
  seconds < 59.5 ? `${Math.round(seconds)} s` : duration(Math.round(seconds));

/** A time to remember, to the minute: `12 s`, `4 min`, `3 h 07 min`. */
export function roughDuration(seconds: number): string {
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}
