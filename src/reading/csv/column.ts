/** @file A column of anyone's CSV file as text and as numbers, or what keeps it from being numbers. */
import { DECIMAL_COMMA, type Delimiter, isMissing, readNumber } from './field-numbers.ts';
import type { CsvColumn } from './table.ts';

/** `where`: how a message calls the field of a row. */
export function columnOf(
  texts: readonly string[],
  delimiter: Delimiter,
  where: (row: number) => string,
): CsvColumn {
  const values = texts.map((text) => readNumber(text, delimiter));
  const wrong = values.indexOf(undefined);
  if (wrong < 0) return { texts, numbers: Float64Array.from(values as number[]) };
  const found = JSON.stringify(texts[wrong]);
  if (delimiter === ',' && DECIMAL_COMMA.test(texts[wrong]!))
    return {
      texts,
      numbers: undefined,
      damage: `${where(wrong)}: found ${found}, a number with a decimal comma, in a file with commas between its fields. Put decimal points into the numbers, or semicolons between the fields.`,
    };
  // Among numbers a single word is damage; among words a number is a name like the others.
  const filled = texts.filter((text) => !isMissing(text)).length;
  const words = values.filter((value) => value === undefined).length;
  if (2 * words >= filled) return { texts, numbers: undefined };
  return { texts, numbers: undefined, damage: `${where(wrong)}: expected a number, found ${found}.` };
}
