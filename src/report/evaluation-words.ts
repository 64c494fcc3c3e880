/** @file What a run's config says was measured, in words: how often, and on which images. */
import type { Experiment } from '../config/experiment.ts';
import { writeInterval } from '../config/interval.ts';
import { askings } from '../measure/measures.ts';
import type { DataRead } from '../store/data-read.ts';
import { counted, grouped } from '../text/counted.ts';
import { listed } from './listed.ts';

export function evaluationText({ evaluate }: Experiment, read: DataRead | undefined): string {
  const { every, train_samples, test_samples = Infinity } = evaluate;
  const all = read === undefined ? '' : `${grouped(read.test)} `;
  const trained = train_samples ? firstImages(train_samples, read) : undefined;
  const more = askings.flatMap(({ name, asked }) => {
    const value = evaluate[name];
    return value ? asked.words.replace('<k>', String(value)) : [];
  });
  return listed([
    test_samples < (read?.test ?? Infinity)
      ? `on ${grouped(test_samples)} of the ${all}test images, chosen at random and the same for all runs`
      : `on all ${all}test images`,
    `every ${every.count === 1 ? every.unit.slice(0, -1) : writeInterval(every)}`,
    trained !== undefined && `without dropout and augmentation on ${trained} too`,
    more.length > 0 && `with ${more.join(' and ')}`,
  ]);
}

/** Over which images the activations of hidden units were averaged. */
export const probeText = ({ probe: { samples, medians } }: Experiment, read: DataRead | undefined): string =>
  samples === 0
    ? 'not measured'
    : `mean${medians ? ' and median' : ''} of each hidden unit over ${firstImages(samples, read)}`;

const firstImages = (count: number | 'all', read: DataRead | undefined): string =>
  count === 'all' || (read !== undefined && count >= read.train)
    ? 'all training images'
    : read?.byClass
      ? `${counted(count, 'training image', grouped)} chosen at random`
      : `the first ${counted(count, 'training image', grouped)}`;
