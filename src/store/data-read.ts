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
  /** Whether training samples lie class by class. */
  readonly byClass?: boolean;
}

/** What there is to say of a data set, whatever part of its images is trained on. */
export function dataRead({ train, test, classes, byClass, ...shapes }: Dataset): DataRead {
  const { sampleShape, imageSize } = shapes.whole ?? shapes;
  const counts = { train: train.count, test: test.count };
  return { ...counts, sampleShape, imageSize, classes, ...(byClass && { byClass }) };
}

const isShape = (value: unknown): boolean => Array.isArray(value) && value.every(isCount);

const GUARDS: Guards<DataRead> = {
  train: isCount,
  test: isCount,
  sampleShape: isShape,
  imageSize: (value) => isShape(value) && (value as readonly unknown[]).length === 2,
  classes: isCount,
  byClass: (value) => value === undefined || typeof value === 'boolean',
};

/** The same from the `data` of an environment.json; undefined where it is not there, as in folders of before, or not whole. */
export const dataReadFrom = (data: unknown): DataRead | undefined =>
  passes<DataRead>(data, GUARDS) ? data : undefined;
