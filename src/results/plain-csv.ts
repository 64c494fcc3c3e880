/** @file CSV of numbers as we write it, read byte by byte: ten times as fast as by a library that knows quotes, for thousands of logs. */

/** Numbers by column, with room for one row more. */
export interface NumberTable {
  readonly names: readonly string[];
  /** NaN where a field is empty or says so. */
  readonly values: readonly Float64Array[];
  readonly rows: number;
  /** Fields of the last row, undefined where they are empty. */
  readonly last: readonly (number | undefined)[];
}

/** A field that is no plain decimal number; throws where it is none at all. */
type Other = (field: string, row: number, name: string) => number;

const [COMMA, LINE_FEED, MINUS, POINT, ZERO, QUOTE, RETURN] = [0x2c, 0x0a, 0x2d, 0x2e, 0x30, 0x22, 0x0d];
/** 10^0 … 10^22, all that doubles have exactly; with a digit string below 2^53 the quotient is the nearest double (Clinger 1990). */
const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const MOST = 2 ** 53 / 10 - 1;

/** The table in the first `end` bytes, which end in a line feed; undefined where they hold quotes, carriage returns or rows of another length. */
export function plainTable(bytes: Buffer, end: number, other: Other): NumberTable | undefined {
  const head = bytes.indexOf(LINE_FEED);
  const names = bytes.toString('utf8', 0, head).split(',');
  if (bytes.includes(QUOTE) || bytes.includes(RETURN)) return undefined;
  let lines = 0;
  for (let at = head; at >= 0 && at < end; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  const values = names.map(() => new Float64Array(lines));
  const last: (number | undefined)[] = [];
  let at = head + 1;
  let row = 0;
  for (; at < end; row++)
    for (let i = 0; i < names.length; i++) {
      const column = values[i]!;
      const start = at;
      const isNegative = bytes[at] === MINUS;
      if (isNegative) at++;
      let digits = 0;
      let scale = -1;
      let byte = bytes[at]!;
      for (; byte !== COMMA && byte !== LINE_FEED; byte = bytes[++at]!) {
        if (byte === POINT && scale < 0) scale = 0;
        else if (byte >= ZERO && byte <= ZERO + 9 && digits < MOST) {
          digits = digits * 10 + byte - ZERO;
          if (scale >= 0) scale++;
        } else scale = POWERS.length;
      }
      if ((byte === COMMA) !== i < names.length - 1) return undefined;
      const isEmpty = at === start;
      // No digit before or after the point, an exponent, a word, more digits than a double has.
      const isPlain = bytes[at - 1]! !== POINT && bytes[start]! !== POINT && at > start + Number(isNegative);
      if (isEmpty) column[row] = Number.NaN;
      else if (isPlain && scale < POWERS.length) {
        const value = scale > 0 ? digits / POWERS[scale]! : digits;
        column[row] = isNegative ? -value : value;
      } else column[row] = other(bytes.toString('utf8', start, at), row, names[i]!);
      at++;
      if (row === lines - 2) last[i] = isEmpty ? undefined : column[row]!;
    }
  return { names, values, rows: row, last };
}
