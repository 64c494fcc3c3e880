/** @file The network that an experiment describes, for samples of a data set. */
import { imageShape } from '../data/cut/keeping.ts';
import { cropped } from '../data/cut/view.ts';
import type { Dataset } from '../data/dataset.ts';
import { buildNetwork } from '../network/forms.ts';
import { LOSSES } from '../network/losses.ts';
import type { Network } from '../network/network.ts';
import { size } from '../shape.ts';
import type { Experiment } from './experiment.ts';
import { type Thinning, thinning } from './phases.ts';

/** What a network has to know of a data set. */
export type SampleFacts = Pick<Dataset, 'sampleShape' | 'imageSize' | 'classes' | 'whole'>;

/**
 * Shape of a sample as the network takes it: a crop, where crops are trained on; stacks take images, [channels, height, width], whatever the data
 * set has joined.
 * @throws UserError (exit code 2) where the images are smaller than the crop.
 */
export function networkSample(
  { network, dataset }: Pick<Experiment, 'network' | 'dataset'>,
  data: SampleFacts,
): readonly number[] {
  const samples = cropped(dataset, data);
  return network.stacks ? imageShape(samples) : samples.sampleShape;
}

/**
 * The network in the main part of the training, or with the dropout of another one.
 * @throws UserError (exit code 2) of what does not fit.
 */
export function networkOf(
  experiment: Pick<Experiment, 'network' | 'objective' | 'dataset'>,
  data: SampleFacts,
  thin: Thinning = thinning(experiment),
): Network {
  const sampleShape = networkSample(experiment, data);
  const numbers = size(sampleShape);
  const outputs = LOSSES[experiment.objective].target === 'label' ? data.classes : numbers;
  return buildNetwork({ ...experiment.network, ...thin, sampleShape, outputs });
}
