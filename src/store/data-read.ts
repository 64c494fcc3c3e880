/** @file What environment.json says of the data that a run read, so that a report need not believe a table of data sets. */
import type { Dataset } from '../data/dataset.ts';
import { type Guards, isCount, passes } from '../files/json-guards.ts';

export interface DataRead {
  /** Images in each split. */
  readonly train: number;
  readonly test: number;
  readonly sampleShape: readonly number[];
  readonly imageSize: readonly [height: number, width: number];
  readonly classes: number;
}

/** What there is to say of a data set, whatever part of its images is trained on. */
export function dataRead({ train, test, classes, ...shapes }: Dataset): DataRead {
  const { sampleShape, imageSize } = shapes.whole ?? shapes;
  return { train: train.count, test: test.count, sampleShape, imageSize, classes };
}

const isShape = (value: unknown): boolean => Array.isArray(value) && value.every(isCount);

const GUARDS: Guards<DataRead> = {
  train: isCount,
  test: isCount,
  sampleShape: isShape,
  imageSize: (value) => isShape(value) && (value as readonly unknown[]).length === 2,
  classes: isCount,
};

/** The same from the `data` of an environment.json; undefined where it is not there, as in folders of before, or not whole. */
export const dataReadFrom = (data: unknown): DataRead | undefined =>
  passes<DataRead>(data, GUARDS) ? data : undefined;
