/** @file Where data sets live on the user's disk, unless a config names a folder. */
import { join } from 'node:path';
import { homePath } from '../files/home-path.ts';

/** The folder of a data set inside the data folder: $ELU_BENCH_DATA, else ./data. */
export function dataFolder(dataset: string): string {
  const path = process.env.ELU_BENCH_DATA || 'data';
  return join(homePath(path) ?? path, dataset);
}
