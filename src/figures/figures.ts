/** @file TABLE of figures: each says what it shows, which figure of the paper it repeats, and draws what an experiment has of it. */
import type { VariantRuns } from '../compare/variant-runs.ts';
import { activationsOf, drawShapes } from './activation-shapes.ts';
import { drawVariances } from './activation-variance.ts';
import { drawBatchNorm } from './batch-norm.ts';
import { drawCurves } from './curves/draw-curves.ts';
import type { Absence, Drawing, DrawingOptions, Figure, PaperFigure } from './drawing.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import { drawFinalByRate } from './final-by-rate.ts';

type Drawn = Drawing | Absence;

const present = (drawings: readonly (Drawn | undefined)[]): readonly Drawn[] =>
  drawings.filter((drawing) => drawing !== undefined);

const hasColumn = ({ variants }: ExperimentRuns, metric: string): boolean =>
  variants.some(({ runs }) => runs.some(({ columns }) => columns.get(metric)?.some(Number.isFinite)));

const varies = ({ variants }: { readonly variants: readonly VariantRuns[] }, column: string): boolean =>
  new Set(variants.map(({ variant }) => variant[column])).size > 1;

/** An autoencoder's loss is what Fig. 3 calls its reconstruction error. */
const isAutoencoder = (experiment: ExperimentRuns): boolean =>
  experiment.plan !== undefined && experiment.plan.experiment.objective !== 'cross_entropy';

const LOSSES = ['train_loss', 'test_loss'] as const;
const ERRORS = ['train_error', 'test_error'] as const;
const SPLITS = {
  train_loss: 'Training',
  test_loss: 'Test',
  train_error: 'Training',
  train_set_error: 'Training',
  test_error: 'Test',
};

/** Training and test error as Figs. 4 and 5 compare them: both without dropout, where that was measured. */
const comparedErrors = (experiment: ExperimentRuns) =>
  [hasColumn(experiment, 'train_set_error') ? 'train_set_error' : 'train_error', 'test_error'] as const;

const fileName = (column: string): string => column.replaceAll('_', '-');

const curves = (
  experiment: ExperimentRuns,
  { points, scale }: DrawingOptions,
  metric: keyof typeof SPLITS,
  words: string,
): Drawn | undefined =>
  drawCurves(experiment, {
    name: fileName(metric),
    title: `${SPLITS[metric]} ${words}`,
    metric,
    centre: 'mean',
    log: scale === 'log',
    points,
  });

const IN_FIG_1: readonly string[] = ['elu', 'lrelu', 'relu', 'srelu'];

export const FIGURES = {
  activations: {
    summary: 'shapes of the activation functions that are compared',
    paper: {
      figure: 'Fig. 1',
      isShownBy: ({ rows }) => rows.every(({ activation }) => IN_FIG_1.includes(String(activation))),
    },
    draw: (experiment) => present([drawShapes(activationsOf(experiment))]),
  },
  'unit-activations': {
    summary: 'median over the hidden units of their mean activation, by epoch',
    paper: { figure: 'Fig. 2 (a)', experiment: 'mnist' },
    draw: (experiment, { points }) =>
      present([
        drawCurves(experiment, {
          name: 'unit-activations',
          title: 'Median unit activation',
          metric: 'median_unit_activation',
          centre: 'mean',
          log: false,
          zero: true,
          fromStart: true,
          points,
        }),
      ]),
  },
  'learning-curves': {
    summary: 'training and test loss and error, mean and standard deviation over the runs',
    paper: { figure: 'Fig. 2 (b)', experiment: 'mnist', drawings: ['train-loss'] },
    draw: (experiment, options) =>
      present([
        ...(isAutoencoder(experiment)
          ? []
          : LOSSES.map((metric) => curves(experiment, options, metric, 'loss'))),
        ...ERRORS.map((metric) => curves(experiment, options, metric, 'error')),
      ]),
  },
  'reconstruction-error': {
    summary: "an autoencoder's training and test reconstruction error for each learning rate",
    paper: { figure: 'Fig. 3', experiment: 'autoencoder', drawings: ['train-loss', 'test-loss'] },
    draw: (experiment, options) =>
      isAutoencoder(experiment)
        ? present([
            ...LOSSES.map((metric) => curves(experiment, options, metric, 'reconstruction error')),
            ...(varies(experiment, 'learning_rate')
              ? LOSSES.map((metric) => drawFinalByRate(experiment, metric, SPLITS[metric]))
              : []),
          ])
        : [],
  },
  'median-of-runs': {
    summary: 'median and quartiles over the runs of training and test error, for three runs or more',
    paper: { figure: 'Fig. 4', experiment: 'cifar100' },
    draw: (experiment, { points, scale }) =>
      experiment.variants.some(({ runs }) => runs.length > 2)
        ? present(
            comparedErrors(experiment).map((metric) =>
              drawCurves(experiment, {
                name: `median-${fileName(metric)}`,
                title: `Median ${SPLITS[metric].toLowerCase()} error`,
                metric,
                centre: 'median',
                log: scale === 'log',
                points,
              }),
            ),
          )
        : [],
  },
  'batch-norm': {
    summary: 'each activation with batch normalisation against the same without',
    paper: { figure: 'Fig. 5', experiment: 'cifar100' },
    draw: (experiment, options) =>
      varies(experiment, 'batch_norm')
        ? present(
            (hasColumn(experiment, 'test_error') ? comparedErrors(experiment) : LOSSES).map((metric) =>
              drawBatchNorm(experiment, metric, `batch-norm-${fileName(metric)}`, options),
            ),
          )
        : [],
  },
  'activation-variance': {
    summary: 'how much the medians of hidden units vary over the epochs, by layer',
    paper: { figure: 'the figure in the appendix', experiment: 'activation-variance' },
    draw: (experiment) => present([drawVariances(experiment)]),
  },
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureName = keyof typeof FIGURES;

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

export const drawAll = (
  experiment: ExperimentRuns,
  options: DrawingOptions,
  only: readonly FigureName[] = Object.keys(FIGURES) as FigureName[],
): Drawings => {
  const drawings: FigureDrawing[] = [];
  const absences = new Set<string>();
  for (const figure of only) {
    const row: Figure = FIGURES[figure];
    for (const one of row.draw(experiment, options)) {
      if ('absent' in one) absences.add(one.absent);
      else {
        const paper = paperFigureOf(experiment, row.paper, one);
        drawings.push({ ...one, figure, ...(paper !== undefined && { paper }) });
      }
    }
  }
  return { drawings, absences: [...absences] };
};

export const drawingsOf = (...request: Parameters<typeof drawAll>): readonly FigureDrawing[] =>
  drawAll(...request).drawings;

const paperFigureOf = (
  { paper }: ExperimentRuns,
  { figure, experiment, drawings, isShownBy = () => true }: PaperFigure,
  drawing: Drawing,
): string | undefined =>
  paper !== undefined &&
  (experiment === undefined || experiment === paper) &&
  (drawings === undefined || drawings.includes(drawing.name)) &&
  isShownBy(drawing)
    ? figure
    : undefined;
