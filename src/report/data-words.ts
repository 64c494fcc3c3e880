/** @file What a run's config says of its data, in words: what was read, how it was prepared, in which order it came. */
import type { Experiment } from '../config/experiment.ts';
import { DATASETS } from '../data/datasets.ts';
import { size } from '../shape.ts';
import type { DataRead } from '../store/data-read.ts';
import { counted, grouped } from '../text/counted.ts';
import { listed } from './listed.ts';

/** What was read, where that is written down; the data set's name alone where it is not. */
export function dataText({ dataset }: Experiment, read: DataRead | undefined): string {
  const { samples } = DATASETS[dataset.name];
  const { crop } = dataset;
  if (read === undefined) return `${dataset.name}; how many images were read is not recorded`;
  const isWhole = samples !== null && read.train === samples.train && read.test === samples.test;
  const [height, width] = read.imageSize;
  const channels = size(read.sampleShape) / (height * width);
  return listed([
    `${dataset.name}: ${grouped(read.train)} training and ${grouped(read.test)} test images of ${height} × ${width}${channels > 1 ? `, ${channels} channels` : ''}`,
    crop !== undefined &&
      `of each a square of ${crop} × ${crop}, ${dataset.augment ? 'at random in training and in the centre in evaluation' : 'in the centre'}`,
    `${read.classes} classes`,
    isWhole && 'the whole data set in its official split',
    samples !== null &&
      !isWhole &&
      `where the data set has ${grouped(samples.train)} and ${grouped(samples.test)}`,
    'none held out for validation',
  ]);
}

/** In the order in which it was done. */
export function preprocessingText({ dataset: { preprocess } }: Experiment): string {
  if (!preprocess) return 'pixel values divided by 255';
  const { gcn, zca, mean } = preprocess;
  if (mean) return 'pixel values divided by 255, less the mean of each pixel over the training images';
  return listed(
    [
      'on pixel values from 0 to 255',
      gcn &&
        `contrast normalisation, each image to mean 0 and ${gcn.use_std ? 'standard deviation' : 'norm'} ${gcn.scale}${gcn.sqrt_bias > 0 ? ` (${gcn.sqrt_bias} added under the root)` : ''}`,
      zca && `ZCA whitening fitted to the training images (filter bias ${zca.filter_bias})`,
    ],
    '; ',
  );
}

export function augmentationText({ dataset: { augment, crop } }: Experiment): string {
  if (!augment) return 'none';
  const { pad, flip } = augment;
  const size = crop === undefined ? 'of its size' : `of ${crop} × ${crop}`;
  const parts = listed([
    pad > 0
      ? `${counted(pad, 'pixel', grouped)} of zeros around each training image, and a random crop ${size}`
      : crop !== undefined && `a random crop ${size} of each training image`,
    flip && 'half of the images mirrored at random',
  ]);
  return parts === '' ? 'none' : `${parts}, anew for every batch`;
}

export function orderText({ dataset, train }: Experiment, read: DataRead | undefined): string {
  if (!dataset.shuffle) return 'as in the file, wrapping round at its end';
  if (read === undefined) return 'new random order in every epoch, in whole batches';
  const left = read.train % train.batch_size;
  return `new random order in every epoch${left > 0 ? `, ${counted(left, 'image', grouped)} that fill no batch left out of it` : ''}`;
}
