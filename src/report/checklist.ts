/** @file TABLE of the reproducibility checklist that conferences ask for, filled in from what the runs recorded. */
import { networkOf } from '../config/build.ts';
import type { Experiment, RunPlan } from '../config/experiment.ts';
import { publishedSamples } from '../data/datasets.ts';
import { parameterCount } from '../network/flops.ts';
import { lossRow } from '../network/losses.ts';
import type { DataRead } from '../store/data-read.ts';
import { grouped } from '../text/counted.ts';
import { augmentationText, dataText, orderText, preprocessingText } from './data-words.ts';
import { evaluationText, probeText } from './evaluation-words.ts';
import { type Html, html, table } from './html.ts';
import { activationText, networkText, startText } from './network-words.ts';
import type { ReportedExperiment } from './reported-experiment.ts';
import { distinct, runsText, seedsText, statisticsText, timeText } from './run-words.ts';
import { optimizerText, trainingText } from './training-words.ts';

/** What stands beside an item; undefined or empty where nothing recorded it. */
type ItemText = (experiment: ReportedExperiment) => string | undefined;

/** What the configs of the variants say, each answer once. */
const ofConfigs =
  (text: (of: Experiment, read: DataRead | undefined, plan: RunPlan) => string | undefined): ItemText =>
  ({ configs }) =>
    distinct(configs.flatMap(({ plan, data }) => (plan ? [text(plan.experiment, data, plan)] : [])));

/** Whatever decides a result has an item, or the report would keep it to itself. */
const ITEMS: Readonly<Record<string, ItemText>> = {
  'Variants and runs': runsText,
  Seeds: seedsText,
  'Compute time': timeText,
  Parameters: ofConfigs((_, read, plan) => parametersText(plan, read)),
  Network: ofConfigs(networkText),
  Activation: ofConfigs(activationText),
  'Initial weights': ofConfigs(startText),
  Training: ofConfigs(trainingText),
  Optimizer: ofConfigs(optimizerText),
  Objective: ofConfigs(({ objective }) => lossRow(objective).summary),
  'Data and splits': ofConfigs(dataText),
  Preprocessing: ofConfigs(preprocessingText),
  Augmentation: ofConfigs(augmentationText),
  'Order of samples': ofConfigs(orderText),
  Evaluation: ofConfigs(evaluationText),
  'Unit activations': ofConfigs(probeText),
  Statistics: statisticsText,
};

export const checklistSection = (
  experiment: ReportedExperiment,
): Html => html`<h3>Reproducibility checklist</h3>
${table(
  ['item', 'value'],
  Object.entries(ITEMS).map(([item, text]) => [item, text(experiment) || 'not recorded']),
  `Reproducibility checklist of ${experiment.title}`,
)}`;

/** Numbers that the network of a plan learns; undefined where nothing says what shape its samples have. */
export function learnedNumbers({ experiment }: RunPlan, read?: DataRead): number | undefined {
  const samples = read ?? publishedSamples(experiment.dataset);
  return samples ? parameterCount(networkOf(experiment, samples)) : undefined;
}

function parametersText(plan: RunPlan, read: DataRead | undefined): string | undefined {
  const count = learnedNumbers(plan, read);
  return count === undefined ? undefined : grouped(count);
}
