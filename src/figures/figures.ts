/** @file TABLE of figures: each says what it shows, which figure of the paper it repeats, and draws what an experiment has of it. */
import { activationsOf, drawShapes } from './activation-shapes.ts';
import { drawVariances } from './activation-variance.ts';
import { drawBatchNorm } from './batch-norm.ts';
import type { Figure } from './figure.ts';
import { drawLearningCurves } from './learning-curves.ts';
import { drawMedianOfRuns } from './median-of-runs.ts';
import { drawReconstructionError } from './reconstruction-error.ts';
import { drawUnitActivations } from './unit-activations.ts';

const IN_FIG_1: readonly string[] = ['elu', 'lrelu', 'relu', 'srelu'];

export const FIGURES = {
  activations: {
    summary: 'shapes of the activation functions that are compared',
    paper: [
      {
        figure: 'Fig. 1',
        isShownBy: ({ rows }) => rows.every(({ activation }) => IN_FIG_1.includes(String(activation))),
      },
    ],
    draw: (experiment) => [drawShapes(activationsOf(experiment))],
  },
  'unit-activations': {
    summary: 'median over the hidden units of their mean activation, by epoch',
    paper: [{ figure: 'Fig. 2 (a)', experiment: 'mnist' }],
    draw: drawUnitActivations,
  },
  'learning-curves': {
    summary: 'training and test loss and error, mean and standard deviation over the runs',
    paper: [
      { figure: 'Fig. 2 (b)', experiment: 'mnist', drawings: ['train-loss'] },
      {
        figure: 'Fig. 6',
        experiment: 'imagenet',
        drawings: ['test-error', 'test-top5-error', 'test-loss'],
      },
    ],
    draw: drawLearningCurves,
  },
  'reconstruction-error': {
    summary: "an autoencoder's training and test reconstruction error for each learning rate",
    paper: [{ figure: 'Fig. 3', experiment: 'autoencoder', drawings: ['train-loss', 'test-loss'] }],
    draw: drawReconstructionError,
  },
  'median-of-runs': {
    summary: 'median and quartiles over the runs of training and test error, for three runs or more',
    paper: [{ figure: 'Fig. 4', experiment: 'cifar100' }],
    draw: drawMedianOfRuns,
  },
  'batch-norm': {
    summary: 'each activation with batch normalisation against the same without',
    paper: [{ figure: 'Fig. 5', experiment: 'cifar100' }],
    draw: drawBatchNorm,
  },
  'activation-variance': {
    summary: 'how much the medians of hidden units vary over the epochs, by layer',
    paper: [{ figure: 'the figure in the appendix', experiment: 'activation-variance' }],
    draw: (experiment) => [drawVariances(experiment)],
  },
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureName = keyof typeof FIGURES;
