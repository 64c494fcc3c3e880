/** @file A data set as it is trained on, where that is a crop of its images, or what they are more than their mean. */
import { usageError } from '../../errors.ts';
import type { Dataset, Shapes, Split } from '../dataset.ts';
import { cutSplit } from './cut-split.ts';
import { imageShape, keptOf } from './keeping.ts';
import { pixelMean } from './pixel-mean.ts';

/** Sides, as `dataset` of a config has them. */
export interface Sides {
  /** Of the images that are meant. */
  readonly size?: number;
  /** Of the square that is taken of each. */
  readonly crop?: number;
}

/** What of the sides does not go together with these images, by its key. */
export function misfit(
  { size, crop = 0 }: Sides,
  { imageSize: [height, width] }: Pick<Shapes, 'imageSize'>,
): { readonly key: keyof Sides; readonly message: string } | undefined {
  const images = `the images are ${height} × ${width}`;
  if (size !== undefined && (size !== height || size !== width))
    return {
      key: 'size',
      message: `found ${size}, but ${images}; expected ${height === width ? height : 'no size'}`,
    };
  const side = Math.min(height, width);
  if (crop > side) return { key: 'crop', message: `found ${crop}, but ${images}; expected at most ${side}` };
  return undefined;
}

/**
 * Facts of a data set with the shapes of what is trained on; those that have them already are left as they are.
 * @throws UserError (exit code 2) where the sides do not go together with its images.
 */
export function cropped<Facts extends Shapes & { readonly whole?: Shapes }>(
  sides: Sides,
  facts: Facts,
): Facts {
  if (facts.whole) return facts;
  const fault = misfit(sides, facts);
  if (fault) throw usageError(`dataset.${fault.key}: ${fault.message}.`);
  const { crop } = sides;
  const { sampleShape, imageSize } = facts;
  if (crop === undefined || (crop === imageSize[0] && crop === imageSize[1])) return facts;
  const [channels] = imageShape(facts);
  return {
    ...facts,
    sampleShape: sampleShape.length === 1 ? [channels * crop ** 2] : [channels, crop, crop],
    imageSize: [crop, crop],
    whole: { sampleShape, imageSize },
  };
}

/**
 * The data set of which crops are trained on, less the mean of each pixel where that is asked for.
 * @throws UserError (exit code 2) where the sides do not go together with its images.
 */
export function viewed(dataset: Dataset, { mean, ...sides }: Sides & { readonly mean?: boolean }): Dataset {
  const shapes = cropped(sides, dataset);
  if (!mean && shapes === dataset) return dataset;
  const less = mean ? { mean: pixelMean(dataset) } : {};
  const cut = (split: Split): Split => {
    const kept = keptOf(split);
    if (mean && kept.as === 'numbers') throw new Error('a mean is subtracted of bytes alone');
    return cutSplit(
      { kept: { ...kept, ...less }, whole: imageShape(dataset), crop: shapes.imageSize },
      split.labels,
    );
  };
  const { sums, ...rest } = shapes;
  return { ...rest, train: cut(dataset.train), test: cut(dataset.test) };
}
