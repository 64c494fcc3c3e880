/** @file Page of the figures. */
import type { Figure, PaperFigure } from '../figures/figure.ts';
import { FIGURES } from '../figures/figures.ts';
import { code, page, table } from './markdown.ts';

/** What each figure shows, and which of the paper's it repeats. */
export const figuresPage = (): string =>
  page(
    'Figures',
    '`elu-bench figures` and `elu-bench report` draw those that the results have data for; `--only` of the former takes these names.',
    table(
      ['name', 'shows', 'in the paper'],
      Object.entries<Figure>(FIGURES).map(([name, { summary, paper }]) => [
        code(name),
        summary,
        paper.map(placeOf).join('; '),
      ]),
    ),
  );

const placeOf = ({ figure, experiment, drawings }: PaperFigure): string =>
  [
    figure,
    ...(experiment === undefined ? [] : [`of ${code(experiment)}`]),
    ...(drawings === undefined ? [] : [`(${drawings.map(code).join(', ')})`]),
  ].join(' ');
