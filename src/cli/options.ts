/** @file Options that several commands take. */
import { Option } from 'commander';
import { columnList, jobCount, path } from './option-values.ts';

/** An option by its flags and what they mean; how its value is read, and what it is by default, may follow. */
export const option = (flags: string, meaning: string): Option => new Option(flags, meaning);

export const JSON_OPTION = option('--json', 'print one JSON object on stdout instead of text');
export const OUT = option('--out <dir>', 'folder for results').argParser(path).default('results');
export const OPEN = option('--open', 'show it in a browser');
export const METRIC = option(
  '--metric <column>',
  'what is compared (default: test_error, or else test_loss)',
);

/** Of what draws losses and errors. */
export const SCALE = option('--scale <name>', 'axis of losses and errors: linear or log').default('log');

/** Of what trains; what they mean is in run/run.ts. */
export const TRAINING: readonly Option[] = [
  OUT,
  option('--engine <name>', 'what computes (elu-bench list); overrides engine.name'),
  option(
    '--jobs <n>',
    'runs side by side, each a process (default: as many as cores and memory allow)',
  ).argParser(jobCount),
  JSON_OPTION,
  option('--quiet', 'no progress, only results and errors'),
  option('--overwrite', 'delete what earlier runs left in the same folders, and begin anew'),
  option('--retry', 'try runs again that failed before'),
  option('--fail-fast', 'stop all runs as soon as one fails'),
];

/** Of what reads CSV files that anyone wrote. */
export const CSV: readonly Option[] = [
  option('--by <columns>', 'columns of CSV files that make a variant: activation,depth').argParser(
    columnList,
  ),
  option('--run <column>', 'column of CSV files that tells runs of a variant apart, and which are pairs'),
  option('--step <column>', 'column of CSV files that counts the rows of a run'),
];

/** Of what names the better of two values. */
export const DIRECTION: readonly Option[] = [
  option('--higher-is-better', 'more of the metric is better, whatever it is called'),
  option('--lower-is-better', 'less of it is better'),
];
