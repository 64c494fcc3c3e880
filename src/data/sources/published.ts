/** @file What was published, beside what is there. */
import { grouped } from '../../text/counted.ts';
import type { KeptSource } from './layout.ts';

export interface Published {
  readonly classes: number;
  readonly train: number;
  readonly test: number;
}

export const ILSVRC: Published = { classes: 1000, train: 1_281_167, test: 50_000 };

/** Says so, where a source has other counts than were published. */
export function comparedWith(published: Published, source: KeptSource): KeptSource {
  const found = {
    classes: source.classes.length,
    train: source.train.labels.length,
    test: source.test.labels.length,
  };
  const same = (Object.keys(found) as (keyof Published)[]).every((key) => found[key] === published[key]);
  if (same) return source;
  const remark = `not as published: ${countsText(found)}; published were ${countsText(published)}`;
  return { ...source, remarks: [...source.remarks, remark] };
}

const countsText = ({ classes, train, test }: Published): string =>
  `${grouped(train)} training and ${grouped(test)} validation pictures of ${grouped(classes)} classes`;
