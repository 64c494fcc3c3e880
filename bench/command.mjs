/** @file What everything but the steps costs: the whole command, over as many steps in a process that does nothing else. */
import { join } from 'node:path';
import { writeCase } from './case.mjs';
import { median, table } from './numbers.mjs';
import { lastLine } from './processes.mjs';
import { commandSeconds, overridesFor, quickExperiment } from './quick.mjs';

/** Of the quick experiment's length. */
const TIMES = 10;
/** The most that the whole command may take, in sums of its steps. */
const TARGET = 1.15;

/** @param {{ activations: readonly string[], rounds: number, folder: string, json: boolean }} options */
export async function timeCommand({ activations: [activation], rounds, folder, json }) {
  const overrides = overridesFor({ activation, runs: 1, times: TIMES });
  const { experiment, steps } = await quickExperiment(overrides);
  const { network, objective, optimizer, train, engine } = experiment;
  const workload = {
    ...{ layers: { hidden: network.hidden }, objective },
    ...{ batchSize: train.batch_size, learningRate: optimizer.learning_rate },
  };
  // Half of the steps before the command and half after it, so that a slow minute of the machine meets both sides.
  await writeCase(folder, { workload, activation: network.activation, steps: steps / 2 });
  const step = [process.execPath, join(import.meta.dirname, 'step.mjs'), folder, String(engine.threads)];

  const found = [];
  for (let round = 1; round <= rounds; round++) {
    const before = await lastLine(step);
    const command = await commandSeconds(overrides, ['--out', join(folder, `command-${round}`)]);
    const after = await lastLine(step);
    const sum = (steps * (before.mean_ms + after.mean_ms)) / 2 / 1000;
    found.push({ command_s: command, steps_s: sum, ratio: command / sum });
    console.error(`round ${round}: command ${command.toFixed(2)} s, its steps ${sum.toFixed(2)} s`);
  }
  const ratio = median(found.map((one) => one.ratio));
  if (json)
    return console.log(
      JSON.stringify(
        { activation, threads: engine.threads, steps, ratio, target: TARGET, rounds: found },
        null,
        2,
      ),
    );
  console.log(`quick MNIST × ${TIMES}, ${activation}, ${steps} steps, ${engine.threads} thread(s)\n`);
  const rows = found.map((one, i) => [`round ${i + 1}`, one.command_s, one.steps_s, one.ratio].map(written));
  console.log(table([['', 'command, s', 'its steps, s', 'ratio'], ...rows]));
  console.log(`\nmedian ratio ${ratio.toFixed(3)}, target at most ${TARGET}`);
}

const written = (value) => (typeof value === 'number' ? value.toFixed(3) : value);
