/** @file The comparison as text: for a terminal, a Markdown page, a spreadsheet, another program. */
import type { Judged } from '../compare/assertions.ts';
import { COMPARE_COLUMNS } from '../compare/columns.ts';
import type { Comparison } from '../compare/comparison.ts';
import { markdownText, plainText } from '../compare/harmless.ts';
import { comparisonJson } from '../compare/json.ts';
import type { Reading } from '../compare/runs.ts';
import { type Section, sections } from '../compare/sections.ts';
import { csvText } from '../results/csv.ts';
import { textTable } from './text-table.ts';

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

const tableText = ({ comparison, notes, hint }: Told): string => {
  const table = ({ title, head, rows, legend }: Section) =>
    `${plainText(title)}\n\n${textTable([head, ...rows.map((row) => row.map(plainText))], '  ')}\n${legend.map((line) => `  ${plainText(line)}\n`).join('')}`;
  return paragraphs(
    sections(comparison).map(table),
    [...notes, ...(hint === undefined ? [] : [hint])].map(plainText),
  );
};

const markdown = ({ comparison, notes }: Told): string => {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |\n`;
  const table = ({ title, head, rows, legend }: Section) =>
    `**${markdownText(title)}**\n\n${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}\n${markdownText(legend.join('; '))}.\n`;
  return paragraphs(sections(comparison).map(table), notes.map(markdownText));
};

const paragraphs = (tables: readonly string[], notes: readonly string[]): string => {
  const list = notes.map((note) => `- ${note}\n`).join('');
  return [...tables, ...(list === '' ? [] : [list])].join('\n');
};

/** TABLE of what `--format` takes. */
export const COMPARE_FORMATS = {
  table: tableText,
  csv: ({ comparison }) =>
    csvText(
      COMPARE_COLUMNS,
      comparison.variants.map((figures) => ({ figures, comparison })),
    ),
  md: markdown,
  json: ({ comparison, judged, notes, readings }) => comparisonJson(comparison, judged, notes, readings),
} as const satisfies Readonly<Record<string, (told: Told) => string>>;

export type CompareFormat = keyof typeof COMPARE_FORMATS;
