/** @file The figures of an experiment, each with its words and its data to download. */
import { dataRows } from '../figures/drawing.ts';
import type { FigureDrawing } from '../figures/figures.ts';
import { inlineSvg } from '../figures/render.ts';
import { csvText } from '../results/csv.ts';
import { dataLink, type Html, html, trusted } from './html.ts';

export interface FigureOnPage {
  readonly drawing: FigureDrawing;
  /** As svgOf has it. */
  readonly svg: string;
  /** Unique in the page; letters, digits and hyphens. */
  readonly id: string;
}

export const figuresSection = (figures: readonly FigureOnPage[]): Html | false =>
  figures.length > 0 &&
  html`<h3>Figures</h3>\n<div class="figures">${figures.map((one) => figureBlock(one))}</div>`;

/** `withData`: whether a link holds its numbers. */
export const figureBlock = (
  { drawing, svg, id }: FigureOnPage,
  withData = true,
): Html => html`<figure id="${id}">
<strong>${drawing.title}</strong>
${trusted(inlineSvg(svg, id, `${id}-t`).replace(/^(<svg [^>]*>)/, (tag) => `${tag}${html`<title id="${id}-t">${drawing.alt}</title>`.html}`))}
<figcaption>${drawing.caption} <span>As the paper’s ${drawing.paper}.</span>
${withData && html`<span class="download">${dataLink(`${id}.csv`, 'text/csv', csvText(drawing.columns, dataRows(drawing.rows)), 'Data (CSV)')}</span>`}</figcaption>
</figure>
`;
