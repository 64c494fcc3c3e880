/** @file The little of markdown that the generated pages need. */

const NOTE = '<!-- Generated from the tables in src/ by `npm run docs`; change those, not this page. -->';

/** A page: the note that it is generated, its title, its paragraphs and tables. */
export const page = (title: string, ...blocks: readonly string[]): string =>
  `${[NOTE, `# ${title}`, ...blocks].join('\n\n')}\n`;

/** A bar would end a table's cell, in code too; the form that is the same character on the page does not. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** A table; every row has a cell for each heading. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(headings), row(headings.map(() => '---')), ...rows.map(row)].join('\n');

/** Text as it would be typed. */
export const code = (text: string): string => `\`${text}\``;

/** Lines as they are printed. */
export const fenced = (lines: string): string => `\`\`\`text\n${lines}\n\`\`\``;

/** Several of them, with commas. */
export const codes = (texts: readonly string[]): string => texts.map(code).join(', ');
