/** @file The comparison as text: for a terminal, a Markdown page, a spreadsheet, another program. */

import type { Comparison } from '../compare/comparison.ts';
import { COMPARE_COLUMNS } from '../compare/comparison-columns.ts';
import { comparisonJson } from '../compare/comparison-json.ts';
import { type ComparisonTable, comparisonTables } from '../compare/comparison-tables.ts';
import type { Judged } from '../compare/judge.ts';
import type { Reading } from '../reading/runs-read.ts';
import { csvText } from '../results/csv.ts';
import { markdownText, plainText } from '../text/untrusted.ts';
import { paragraph } from './terminal/paragraph.ts';
import { textTable } from './terminal/text-table.ts';

/** What is to be told: numbers, assertions, and sentences on how to read the numbers. */
export interface Told {
  readonly comparison: Comparison;
  readonly judged: readonly Judged[];
  readonly notes: readonly string[];
  /** How CSV files were read. */
  readonly readings: readonly Reading[];
  /** How to have differences, where there are none. */
  readonly hint: string | undefined;
}

function tableText({ comparison, notes, hint }: Told): string {
  const table = ({ title, head, rows, legend }: ComparisonTable) => {
    const cells = [head, ...rows.map((row) => row.map(plainText))];
    const below = legend.map((line) => paragraph(plainText(line), '  ')).join('');
    return `${paragraph(plainText(title))}\n${textTable(cells, '  ', { hasHead: true })}\n${below}`;
  };
  const list = [...notes, ...(hint === undefined ? [] : [hint])];
  return parts(
    comparisonTables(comparison).map(table),
    list.map((note) => paragraph(plainText(note), '- ')),
  );
}

function markdown({ comparison, notes }: Told): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |\n`;
  const table = ({ title, head, rows, legend }: ComparisonTable) =>
    `**${markdownText(title)}**\n\n${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}\n${markdownText(legend.join('; '))}.\n`;
  return parts(
    comparisonTables(comparison).map(table),
    notes.map((note) => `- ${markdownText(note)}\n`),
  );
}

/** An empty line between the tables, and before the list of notes. */
const parts = (tables: readonly string[], notes: readonly string[]): string =>
  [...tables, ...(notes.length === 0 ? [] : [notes.join('')])].join('\n');

/** TABLE of what `--format` takes. */
export const COMPARE_FORMATS = {
  table: tableText,
  csv: ({ comparison }) =>
    csvText(
      COMPARE_COLUMNS,
      comparison.variants.map((statistics) => ({ statistics, comparison })),
    ),
  md: markdown,
  json: ({ comparison, judged, notes, readings }) => comparisonJson(comparison, judged, notes, readings),
} as const satisfies Readonly<Record<string, (told: Told) => string>>;

export type CompareFormat = keyof typeof COMPARE_FORMATS;
