/** @file Everything that an experiment has data for, drawn, and called by the figure of the paper where it repeats one. */
import type { Drawing } from './drawing.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import type { DrawingOptions, Figure, PaperFigure } from './figure.ts';
import { FIGURES, type FigureName } from './figures.ts';

/** A drawing, and the row of the table that it comes from. */
export interface FigureDrawing extends Drawing {
  readonly figure: FigureName;
  /** The figure of the paper that it repeats, `Fig. 2 (b)`; absent where the experiment is not the one of that figure. */
  readonly paper?: string;
}

/** What an experiment has data for, in the order of the table. */
export interface Drawings {
  readonly drawings: readonly FigureDrawing[];
  /** What was measured and yet is not drawn, each in a sentence. */
  readonly absences: readonly string[];
}

/** Draws the figures of these names, or all. */
export function drawAll(
  experiment: ExperimentRuns,
  options: DrawingOptions,
  only: readonly FigureName[] = Object.keys(FIGURES) as FigureName[],
): Drawings {
  const drawings: FigureDrawing[] = [];
  const absences = new Set<string>();
  for (const figure of only) {
    const row: Figure = FIGURES[figure];
    for (const one of row.draw(experiment, options)) {
      if (one === undefined) continue;
      if ('absent' in one) absences.add(one.absent);
      else {
        const paper = paperFigureOf(experiment, row.paper, one);
        drawings.push({ ...one, figure, ...(paper !== undefined && { paper }) });
      }
    }
  }
  return { drawings, absences: [...absences] };
}

export const drawingsOf = (...request: Parameters<typeof drawAll>): readonly FigureDrawing[] =>
  drawAll(...request).drawings;

const paperFigureOf = (
  { paper }: ExperimentRuns,
  figures: readonly PaperFigure[],
  drawing: Drawing,
): string | undefined =>
  figures.find(
    ({ experiment, drawings, isShownBy = () => true }) =>
      paper !== undefined &&
      (experiment === undefined || experiment === paper) &&
      (drawings === undefined || drawings.includes(drawing.name)) &&
      isShownBy(drawing),
  )?.figure;
