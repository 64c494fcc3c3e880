/** @file Options that several commands take, and how values are read: each reader gives the value, or says what was expected. */
import { InvalidArgumentError, Option } from 'commander';
import { homePath, NOT_HOME } from '../files/home-path.ts';

/** A whole number from 1 to `most`. */
export const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${most}.`);
  };

/** Runs side by side. */
export const jobCount = wholeNumber(1024);

export function finiteNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new InvalidArgumentError('Expected a number.');
}

/** A share between 0 and 1, also as 10%. */
export function share(text: string): number {
  const [, number, percent] = /^([\d.]+)(%?)$/.exec(text.trim()) ?? [];
  const value = Number(number) / (percent ? 100 : 1);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a share above 0 and below 1, such as 10% or 0.1.');
}

/** A path, in which `~` stands for the home folder. */
export function path(text: string): string {
  const found = homePath(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`${NOT_HOME}.`);
}

/** Names with commas between them. */
export const columnList = (text: string): string[] => text.split(',').map((name) => name.trim());

/** One more of an option that may be given more than once. */
export const collected = (text: string, before: string[] = []): string[] => [...before, text];

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
    'processes side by side, each of one run (default: as many as cores and memory allow)',
  ).argParser(jobCount),
  option(
    '--vectorize <n>',
    'train up to so many runs that differ in seed, activation or learning rate as one graph in one process (default: 1; on a GPU as many as are sooner done so)',
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
