/** @file The figures of an experiment, each with its words and its data to download. */

import type { FigureDrawing } from '../figures/draw.ts';
import { dataRows } from '../figures/drawing.ts';
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

/** The figures of one experiment. */
export interface FiguresOnPage {
  readonly figures: readonly FigureOnPage[];
  /** What was measured and is not drawn, each in a sentence. */
  readonly absences: readonly string[];
}

/** `isAsInPaper`: whether the runs have the settings of the paper's figures. */
export const figuresSection = ({ figures, absences }: FiguresOnPage, isAsInPaper: boolean): Html | false =>
  (figures.length > 0 || absences.length > 0) &&
  html`<h3>Figures</h3>
${absences.length > 0 && html`<ul>${absences.map((absence) => html`<li>${absence}</li>`)}</ul>`}
<div class="figures">${figures.map((one) => figureBlock(one, moreOn(one, isAsInPaper)))}</div>`;

function moreOn({ drawing, id }: FigureOnPage, isAsInPaper: boolean): Html {
  const { paper, columns, rows } = drawing;
  const data = csvText(columns, dataRows(rows));
  return html`${paper !== undefined && html`<span>As the paper’s ${paper}${!isAsInPaper && ', in other settings'}.</span>`}
<span class="download">${dataLink(`${id}.csv`, 'text/csv', data, 'Data (CSV)')}</span>`;
}

/** `more`: what follows its caption. */
export const figureBlock = ({ drawing, svg, id }: FigureOnPage, more?: Html): Html => html`<figure id="${id}">
<strong>${drawing.title}</strong>
${trusted(inlineSvg(svg, id, `${id}-t`).replace(/^(<svg [^>]*>)/, (tag) => `${tag}${html`<title id="${id}-t">${drawing.alt}</title>`.html}`))}
<figcaption>${drawing.caption} ${more}</figcaption>
</figure>
`;
