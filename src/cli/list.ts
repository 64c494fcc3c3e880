/** @file `elu-bench list`: experiments, activations, optimisers, data sets and engines, and what of them is available here. */
import { loadExperiment } from '../config/load.ts';
import { DATASETS, datasetAvailability, datasetNames } from '../data/datasets.ts';
import { ENGINES, type EngineName, engineNames } from '../engines/engines.ts';
import { ACTIVATIONS } from '../network/activations.ts';
import { OPTIMIZERS } from '../network/optimizers.ts';
import { worksHere } from '../training/auto/works-here.ts';
import { shippedConfigs, shippedPath } from './find-config.ts';
import { textTable } from './terminal/text-table.ts';

interface Item {
  readonly name: string;
  readonly summary: string;
}
interface Listing {
  readonly experiments: readonly Item[];
  readonly activations: readonly Item[];
  readonly optimizers: readonly Item[];
  readonly datasets: readonly (Item & Here)[];
  readonly engines: readonly (Item & Here)[];
}
/** Whether it is there, where or what it is, and else how to come by it. */
export interface Here {
  readonly available: boolean;
  readonly detail: string;
}

/** Prints everything that a config can name, as text or as one JSON object. */
export async function list({ json }: { readonly json?: boolean }): Promise<void> {
  const listing: Listing = {
    experiments: shippedConfigs().map((name) => ({
      name,
      summary: loadExperiment(shippedPath(name)).description ?? '',
    })),
    activations: items(ACTIVATIONS),
    optimizers: items(OPTIMIZERS),
    datasets: await datasets(),
    engines: await engines(),
  };
  process.stdout.write(
    json ? `${JSON.stringify({ version: 1, ...listing }, undefined, 2)}\n` : listingText(listing),
  );
}

/** Rows of a table by their names. */
const items = (rows: Readonly<Record<string, { readonly summary: string }>>): Item[] =>
  Object.entries(rows).map(([name, { summary }]) => ({ name, summary }));

function listingText({ experiments, activations, optimizers, datasets, engines }: Listing): string {
  const plain = ({ name, summary }: Item) => [name, summary.split('\n')[0]!];
  const withDetail = ({ name, summary, available, detail }: Item & Here) => [
    name,
    summary,
    `${available ? 'available' : 'not available'}: ${detail}`,
  ];
  const section = (title: string, rows: readonly (readonly string[])[]) =>
    `${title}\n${textTable(rows, '  ')}`;
  return [
    section('Experiments (elu-bench run NAME)', experiments.map(plain)),
    section('Activations (network.activation)', activations.map(plain)),
    section('Optimisers (optimizer.name)', optimizers.map(plain)),
    section('Data sets (dataset.name)', datasets.map(withDetail)),
    section('Engines (--engine NAME)', engines.map(withDetail)),
  ].join('\n');
}

/** Every data set, and where it was found. */
export const datasets = (): Promise<readonly (Item & Here)[]> =>
  Promise.all(
    datasetNames.map(async (name) => {
      const location = await datasetAvailability(name);
      const detail = location.found ? location.where : `${location.problem}; ${location.remedy}`;
      return { name, summary: DATASETS[name].summary, available: location.found, detail };
    }),
  );

/** Every engine, and what it would compute on. */
export const engines = (): Promise<readonly (Item & Here & { readonly name: EngineName })[]> =>
  Promise.all(
    engineNames.map(async (name) => {
      const state = await worksHere(name);
      const detail = state.works ? state.device : `${state.problem}; ${state.remedy}`;
      return { name, summary: ENGINES[name].summary, available: state.works, detail };
    }),
  );
