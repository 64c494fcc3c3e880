/** @file How a log tells that its run diverged, where no status does. */

/** True for losses and errors, whatever comes before or after: `test_loss`, `val.loss`, `error`. */
export const isLossOrError = (column: string): boolean => /loss|error/i.test(column);

/** True where the last row, by column, has a loss or an error that is NaN or infinite; `undefined` is a field that is empty. */
export const isDiverged = (last: ReadonlyMap<string, number | undefined>): boolean =>
  [...last].some(
    ([column, value]) => isLossOrError(column) && value !== undefined && !Number.isFinite(value),
  );
