/** @file Brings data sets into the data folder as their rows say, and checks those that are here. */
import { dataError, usageError } from '../errors.ts';
import type { Brought, FetchOptions, Import, ImportOptions, Watch } from './dataset-row.ts';
import { DATASETS, type DatasetName, datasetAvailability, datasetNames, loadDataset } from './datasets.ts';

/** Those that can be fetched. */
export const fetchedNames: readonly DatasetName[] = datasetNames.filter(
  (name) => typeof DATASETS[name].fetch !== 'string',
);

/**
 * Fetches a data set from where it is published, or from where the user says.
 * @throws UserError: exit code 2 where there is nothing to fetch; and as its row's `fetch` does.
 */
export async function fetchDataset(name: DatasetName, options: FetchOptions): Promise<Brought> {
  const { fetch } = DATASETS[name];
  if (typeof fetch !== 'string') return fetch(options);
  throw usageError(
    `${name} ${fetch}, there is nothing to fetch; expected one of ${fetchedNames.join(', ')}.`,
  );
}

/**
 * Imports whatever data set a folder or an archive holds, or the one that it is said to be.
 * @throws UserError: exit code 3 where it holds none that can be imported; 2 where the one that is named can't be; and as the row's `import` does.
 */
export async function importDataset(path: string, options: ImportOptions): Promise<Brought> {
  const importable = datasetNames.filter((name) => DATASETS[name].import !== null);
  const meant = importable.filter((name) => options.name === undefined || options.name === name);
  if (meant.length === 0)
    throw usageError(
      `${options.name}: is read where it is, there is nothing to import; expected one of ${importable.join(', ')}.`,
    );
  for (const importOne of new Set(meant.map((name) => DATASETS[name].import as Import))) {
    const brought = await importOne(path, options);
    if (brought) return brought;
  }
  const known = meant.map((name) => `${name} (${DATASETS[name].files})`).join('; ');
  throw dataError(`${path}: no data set in any form that is known here. Expected one of ${known}.`);
}

/** Images of a whole data set; undefined where only its files say. */
export function publishedImages(name: DatasetName): number | undefined {
  const { samples } = DATASETS[name];
  return samples ? samples.train + samples.test : undefined;
}

/**
 * Reads a data set through, which checks it, and tells what it has, a line each.
 * @throws UserError (exit code 3) where it is missing, damaged, or a part of what was published.
 */
export async function verifyDataset(name: DatasetName, watch: Watch): Promise<readonly string[]> {
  const there = await datasetAvailability(name);
  const { verify } = DATASETS[name];
  if (verify && there.found) return verify(there.dir, watch);
  const { train, test } = await loadDataset({ name });
  const found = { train: train.count, test: test.count };
  if (found.train + found.test >= (publishedImages(name) ?? 0))
    return [`${imagesText(found)}, whole${there.found ? `, in ${there.where}` : ''}`];
  throw dataError(
    `${name}: ${imagesText(found)} only; "elu-bench data fetch ${name} --from PLACE" gets the rest.`,
  );
}

/** 50,000 training and 10,000 test images. */
const imagesText = ({ train, test }: { readonly train: number; readonly test: number }): string =>
  `${train.toLocaleString('en')} training and ${test.toLocaleString('en')} test images`;
