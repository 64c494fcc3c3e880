/** @file HTML in which text can't be anything but text: what a template is given is escaped unless it is HTML of ours. */

/** Text that is HTML. Only `html` and `trusted` make it. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** What no HTML file may hold, and what turns the direction of the text around it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export const escaped = (text: string): string =>
  text
    .replaceAll(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll(/[&<>"']/g, (one) => ESCAPES[one]!);

export type Part = Html | string | number | false | undefined | readonly Part[];

/** A template of HTML; what stands in it is escaped, lists are joined, `false` and `undefined` are nothing. */
export const html = (strings: readonly string[], ...parts: readonly Part[]): Html => ({
  html: strings.reduce((text, string, i) => text + written(parts[i - 1]) + string),
});

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'html' in part ? part.html : part.map(written).join('');
}

/** HTML that was made by code of ours from data that it escaped itself, such as an SVG drawing. */
export const trusted = (text: string): Html => ({ html: text });

/** A link that holds what it gives, for a browser to save as a file. */
export const dataLink = (name: string, type: string, content: string, label: string): Html =>
  html`<a download="${name}" href="data:${type};charset=utf-8,${dataText(content)}">${label}</a>`;

/** As encodeURIComponent has it, but commas and the like as they are, which CSV is full of. */
const dataText = (content: string): string =>
  encodeURIComponent(content)
    .replaceAll(/%(?:2C|3A|3B|3D|40|2F)/g, (code) => decodeURIComponent(code))
    .replaceAll("'", '%27');

export function table(
  head: readonly Part[],
  rows: readonly (readonly Part[])[],
  label: string,
  numeric: readonly number[] = [],
): Html {
  const kind = (column: number) => (numeric.includes(column) ? 'number' : 'text');
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${head.map((cell, i) => html`<th scope="col" class="${kind(i)}">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${kind(i)}">${cell}</td>`))}</tr>\n`)}</tbody>
</table></div>`;
}
