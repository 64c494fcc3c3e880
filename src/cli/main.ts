#!/usr/bin/env node
/** @file The program `elu-bench`: its help, and what it ends with. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { EXIT, UserError } from '../errors.ts';
import { visibleLines } from '../text/visible.ts';
import { COMMANDS, type CommandRow } from './commands.ts';
import { surviveHangup } from './signals.ts';
import { guardStreams } from './terminal/streams.ts';

surviveHangup();
guardStreams();

const { version, description } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string; readonly description: string };

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

for (const row of COMMANDS) add(program, row);

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

function add(
  above: Command,
  { usage, summary, options = [], examples, run, commands = [] }: CommandRow,
): void {
  const command = above.command(usage).description(summary);
  for (const option of options) command.addOption(option);
  if (examples !== undefined) command.addHelpText('after', examples);
  for (const row of commands) add(command, row);
  if (run === undefined) return;
  command.action(async (...given) => {
    const code = await run(...(given as never[]));
    if (code !== undefined) process.exitCode = code;
  });
}
