/** @file How a log tells that its run diverged, where no status does. */

/** Losses and errors, whatever comes before or after: `test_loss`, `val.loss`, `error`. */
const JUDGED = /loss|error/i;

/** True where the last row, by column, has a loss or an error that is NaN or infinite; `undefined` is a field that is empty. */
export const isDiverged = (last: ReadonlyMap<string, number | undefined>): boolean =>
  [...last].some(([column, value]) => JUDGED.test(column) && value !== undefined && !Number.isFinite(value));
