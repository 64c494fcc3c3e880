#!/usr/bin/env node
/** @file The program `elu-bench`: its commands and their options. What a command needs is loaded when it runs, so that `--help` is quick. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { EXIT, UserError } from '../errors.ts';

const { version, description } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string; readonly description: string };

const MOST_JOBS = 1024;

const jobCount = (text: string): number => {
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= MOST_JOBS) return jobs;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_JOBS}.`);
};

const JSON_OPTION = ['--json', 'print one JSON object on stdout instead of text'] as const;

const program = new Command('elu-bench')
  .description(description)
  .version(version)
  .showHelpAfterError('(elu-bench --help lists commands and options)')
  .addHelpText(
    'after',
    `
Examples:
  elu-bench run configs/quick/mnist.yaml            the paper's first experiment, in about a minute
  elu-bench run mnist train.epochs=10 runs=2        any value of the file can be given after it
  elu-bench doctor                                  what works on this machine, and how to mend the rest

Exit codes: 0 done, 1 a run failed or diverged, 2 bad usage or config, 3 data missing or damaged,
130 interrupted by Ctrl-C, 143 by SIGTERM.`,
  )
  .exitOverride();

/** A command's function returns the exit code. */
const command = (nameAndArguments: string) => program.command(nameAndArguments).exitOverride();

command('run <config> [key=value...]')
  .description(
    'train every variant of an experiment and write CSV files; the same command again goes on where it was',
  )
  .option('--out <dir>', 'folder for results', 'results')
  .option('--engine <name>', 'what computes (elu-bench list); overrides engine.name')
  .option(
    '--jobs <n>',
    'runs side by side, each a process (default: as many as cores and memory allow)',
    jobCount,
  )
  .option(...JSON_OPTION)
  .option('--quiet', 'no progress, only results and errors')
  .option('--overwrite', 'delete what earlier runs left in the same folders, and begin anew')
  .action(async (config, overrides, options) => {
    process.exitCode = await (await import('./run.ts')).run(config, overrides, options);
  });

command('list')
  .description('experiments, activations, data sets and engines, and what of them is available here')
  .option(...JSON_OPTION)
  .action(async (options) => (await import('./list.ts')).list(options));

command('doctor')
  .description('check what a run needs on this machine, and say how to mend what is missing')
  .option('--out <dir>', 'folder for results', 'results')
  .option(...JSON_OPTION)
  .action(async (options) => {
    process.exitCode = await (await import('./doctor.ts')).doctor(options);
  });

command('schema')
  .description('print the JSON Schema of experiment files, for editors')
  .action(async () => (await import('./schema.ts')).schema());

// A reader that closes its end early, such as `head`, is no error; training goes on without it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof UserError) {
    process.stderr.write(`elu-bench: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else if (error instanceof CommanderError) {
    // Its message is out already.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else throw error;
}
