/** @file Aligned columns of text for a terminal or a file. */

/** Rows as lines, each column as wide as its widest cell and two blanks apart; the last is not padded. */
export const textTable = (rows: readonly (readonly string[])[], indent = ''): string => {
  const widths = rows.reduce<number[]>((widest, row) => {
    for (const [column, cell] of row.entries()) widest[column] = Math.max(widest[column] ?? 0, cell.length);
    return widest;
  }, []);
  return rows
    .map((row) => `${indent}${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
};
