/** @file `elu-bench data`: which data sets are here, fetching and importing them, and checking them against what was published. */
import { fetchDataset, fetchedNames, importDataset, publishedImages, verifyDataset } from '../data/bring.ts';
import type { Brought } from '../data/dataset-row.ts';
import { type DatasetName, datasetAvailability, datasetNames } from '../data/datasets.ts';
import { EXIT, UserError, usageError } from '../errors.ts';
import { datasets } from './list.ts';
import { sourceProgress } from './progress/source-progress.ts';
import { transferProgress } from './progress/transfer-progress.ts';
import { textTable } from './terminal/text-table.ts';
import { untilStopped } from './until-stopped.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Prints every data set and where it is, or how to come by it. */
export async function dataList({ json }: { readonly json?: boolean }): Promise<void> {
  const rows = await datasets();
  if (json) return print(JSON.stringify({ version: 1, datasets: rows }, undefined, 2));
  const cells = rows.map(({ name, available, detail, summary }) => [
    name,
    summary,
    `${available ? 'available' : 'not available'}: ${detail}`,
  ]);
  process.stdout.write(textTable(cells));
}

/** Fetches a data set into the data folder; returns the exit code. */
export async function dataFetch(asked: string, { from }: { readonly from?: string }): Promise<number> {
  const name = known(asked);
  const there = await datasetAvailability(name);
  if (there.found && from === undefined && fetchedNames.includes(name)) {
    print(`${name}: is in ${there.where} already; "elu-bench data verify ${name}" checks it.`);
    return EXIT.done;
  }
  const bar = transferProgress(name);
  return untilStopped(async ({ signal }) => {
    const options = { ...(from === undefined ? {} : { from }), signal, progress: bar.update };
    print(brought(await fetchDataset(name, options).finally(bar.close)));
  });
}

/** Imports a folder or an archive into the data folder: what is at a path, or a data set by name from where it is; returns the exit code. */
export async function dataImport(what: string, { from }: { readonly from?: string }): Promise<number> {
  const name = from === undefined ? undefined : known(what);
  if (from === undefined && datasetNames.some((one) => one === what))
    throw usageError(
      `data import ${what}: expected where it is: "elu-bench data import ${what} --from DIR". A folder of that name is ./${what}.`,
    );
  const bar = sourceProgress(from ?? what);
  return untilStopped(async ({ signal }) => {
    const options = { ...(name && { name }), signal, progress: bar.update };
    print(brought(await importDataset(from ?? what, options).finally(bar.close)));
  }, 'the same command begins anew');
}

/** Checks data sets, by default all that are here; returns the exit code: 3 where one is missing or damaged. */
export async function dataVerify(asked: readonly string[]): Promise<number> {
  const names = asked.length > 0 ? asked.map(known) : await available();
  if (names.length === 0) print('No data sets are here; "elu-bench data list" says how to come by them.');
  let code: number = EXIT.done;
  const stopped = await untilStopped(async ({ signal }) => {
    for (const name of names) {
      const bar = transferProgress(name);
      try {
        const lines = await verifyDataset(name, { signal, progress: bar.update }).finally(bar.close);
        for (const line of lines) print(`${name}: ${line}`);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        process.stderr.write(`elu-bench: ${error.message}\n`);
        code = error.exitCode;
      }
    }
  }, 'the same command begins anew');
  return stopped || code;
}

const brought = ({ name, folder, told }: Brought): string =>
  `${name}: ${
    told?.join('\n') ??
    `${publishedImages(known(name))?.toLocaleString('en')} images in ${folder}, as published`
  }`;

async function available(): Promise<readonly DatasetName[]> {
  const found = await Promise.all(datasetNames.map(async (name) => (await datasetAvailability(name)).found));
  return datasetNames.filter((_, i) => found[i]);
}

function known(asked: string): DatasetName {
  const name = datasetNames.find((one) => one === asked);
  if (name) return name;
  throw usageError(`${asked}: no data set of that name; expected one of ${datasetNames.join(', ')}.`);
}
