/** @file From runs to the report's text, within the size that a mail takes. */

import { usageError } from '../errors.ts';
import { drawAll, drawingsOf } from '../figures/draw.ts';
import { type ExperimentRuns, experimentsOf } from '../figures/experiment-runs.ts';
import type { DrawingOptions } from '../figures/figure.ts';
import { svgOf } from '../figures/render.ts';
import type { RunLog } from '../reading/run.ts';
import type { FigureOnPage, FiguresOnPage } from './figures-section.ts';
import { reportPage } from './page.ts';
import { type ReportedExperiment, type ReportOptions, reportOn } from './reported-experiment.ts';

/** Points of all figures together: each costs some hundred bytes, drawn and as data. */
const ALL_POINTS = 9000;
const MOST_POINTS = 1200;
/** Where so many points make the page larger, it is made again with half of them. */
const MOST_BYTES = 1_900_000;
const FEWEST_POINTS = 100;

/**
 * The page, as text.
 * @throws UserError (exit code 2) for a baseline or metric that is not there, or two runs of one place.
 */
export async function reportText(
  runs: readonly RunLog[],
  notes: readonly string[],
  options: ReportOptions & { readonly scale: 'linear' | 'log' },
): Promise<string> {
  const experiments = experimentsOf(runs);
  const reported: ReportedExperiment[] = [];
  for (const experiment of experiments) reported.push(await reportOn(experiment, options));
  if (options.baseline !== undefined && reported.every(({ differences }) => differences.length === 0))
    throw usageError(
      `--baseline: no variant is called ${options.baseline}, or none that could be compared with it. There are ${reported.flatMap(({ variants }) => variants.map(({ label }) => label)).join(', ')}.`,
    );
  const { scale } = options;
  const sketches = experiments.map((one) => drawAll(one, { points: 50, scale }));
  const drawings = sketches.reduce((sum, sketch) => sum + sketch.drawings.length, 0);
  for (
    let points = Math.min(MOST_POINTS, Math.floor(ALL_POINTS / Math.max(1, drawings)));
    ;
    points = Math.floor(points / 2)
  ) {
    const figures: FiguresOnPage[] = [];
    for (const [index, experiment] of experiments.entries())
      figures.push({
        figures: await figuresOf(experiment, index, { points, scale }),
        absences: sketches[index]!.absences,
      });
    const text = reportPage({ experiments: reported, figures, notes });
    if (Buffer.byteLength(text) <= MOST_BYTES || points < FEWEST_POINTS) return text;
  }
}

/** All drawings of an experiment, ids told apart by its number. */
export async function figuresOf(
  experiment: ExperimentRuns,
  index: number,
  options: DrawingOptions,
): Promise<readonly FigureOnPage[]> {
  const figures: FigureOnPage[] = [];
  for (const drawing of drawingsOf(experiment, options))
    figures.push({ drawing, svg: await svgOf(drawing), id: `f${index}-${drawing.name}` });
  return figures;
}
