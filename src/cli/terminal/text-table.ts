/** @file Aligned columns of text, laid out for the width there is; a file or a pipe has any. */
import { outputWidth } from './terminal.ts';
import { padRight, widestPart, widthOf, wrapped } from './text-width.ts';

type Row = readonly string[];

export interface TableOptions {
  /** Columns that there are; by default those of the terminal on stdout. */
  readonly width?: number;
  /** Whether the first row is of headings, which may be broken between words. */
  readonly hasHead?: boolean;
}

const GAP = '  ';
/** Wider cells are names or sentences, and may be broken; numbers never are. */
const PROSE = 30;
/** What a broken column keeps at least. */
const LEAST = 20;

/**
 * Rows as lines, each column as wide as its widest cell and two blanks apart; the last is not padded. Where that is too wide, headings, names and
 * sentences are broken, and what is still too wide goes into further blocks, each with the first column in front.
 */
export function textTable(
  rows: readonly Row[],
  indent = '',
  { width = outputWidth(), hasHead = false }: TableOptions = {},
): string {
  const room = width - indent.length;
  const shown = withoutEmpty(rows);
  const lines = fitted(shown, room, hasHead) ?? blocks(shown, room, hasHead);
  return lines.map((line) => `${`${indent}${line}`.trimEnd()}\n`).join('');
}

/** The rows without columns in which nothing stands. */
function withoutEmpty(rows: readonly Row[]): readonly Row[] {
  const full = columnWidths(rows).map((width, column) => width > 0 || column === 0);
  return rows.map((row) => row.filter((_, column) => full[column]));
}

/** Lines of all columns side by side; undefined where they do not fit. */
function fitted(rows: readonly Row[], room: number, hasHead: boolean): string[] | undefined {
  const natural = columnWidths(rows);
  if (total(natural) <= room) return aligned(rows, natural);
  const least = hasHead ? belowHead(rows) : natural;
  if (total(least) <= room) return aligned(rows, least);
  const left = room - total(least.map((width) => (width > PROSE ? 0 : width)));
  const widths = shared(least, left);
  return widths && aligned(rows, widths);
}

/** Widths without the headings, of which a word must have its place. */
function belowHead([head = [], ...rows]: readonly Row[]): number[] {
  const widths = columnWidths(rows);
  return head.map((text, column) => Math.max(widestPart(text), widths[column] ?? 0));
}

/** Columns of prose share what is left, none taking more than it needs; undefined where that is too little. */
function shared(natural: readonly number[], left: number): number[] | undefined {
  const widths = [...natural];
  let rest = left;
  const prose = [...natural.keys()]
    .filter((i) => natural[i]! > PROSE)
    .sort((a, b) => natural[a]! - natural[b]!);
  for (const [done, column] of prose.entries()) {
    const share = Math.floor(rest / (prose.length - done));
    if (share < LEAST) return undefined;
    widths[column] = Math.min(natural[column]!, share);
    rest -= widths[column];
  }
  return prose.length === 0 ? undefined : widths;
}

/** Blocks of as many columns as fit, an empty line between them. */
function blocks(rows: readonly Row[], room: number, hasHead: boolean, from = 1): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const upTo = (to: number) =>
    rows.map(([first = '', ...others]) => [first, ...others.slice(from - 1, to - 1)]);
  for (let to = columns; to > from; to--) {
    // One column that is too wide by itself stands as it is.
    const block = fitted(upTo(to), room, hasHead) ?? (to === from + 1 ? aligned(upTo(to)) : undefined);
    if (block) return to === columns ? block : [...block, '', ...blocks(rows, room, hasHead, to)];
  }
  return aligned(rows);
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);

function columnWidths(rows: readonly Row[]): number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, ...cell.split('\n').map(widthOf));
  return widths;
}

/** Each row as one line or, where a cell is wider than its column, as several. */
const aligned = (rows: readonly Row[], widths: readonly number[] = columnWidths(rows)): string[] =>
  rows.flatMap((row) => {
    const cells = row.map((cell, column) => wrapped(cell, widths[column]!));
    const height = Math.max(1, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells.map((lines, column) => padRight(lines[line] ?? '', widths[column]!)).join(GAP),
    );
  });
