/** @file Trains from one start in elu-bench and in PyTorch, on the same batches, and compares the loss of every step. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { writeCase } from '../case.mjs';
import { ACTIVATIONS, NETWORKS } from '../networks.mjs';
import { median, table } from '../numbers.mjs';
import { lastLine, output } from '../processes.mjs';
import { PEER_ENVIRONMENT } from '../python.mjs';
import { MAIN } from '../quick.mjs';
import { ownSteps } from './own-steps.mjs';

const HERE = import.meta.dirname;
/** PyTorch also begins again from our parameters so often: then one sign flipped by rounding is not carried through the rest. */
const RESTART = 10;
const WITHIN = 1e-4;
/** What is compared with what; the last pair is what float32 can do at all. */
const PAIRS = [
  { what: 'ours to PyTorch', of: 'ours', to: 'float32' },
  { what: 'ours to PyTorch in float64', of: 'ours', to: 'float64' },
  { what: 'PyTorch to itself in float64', of: 'float32', to: 'float64' },
];

/** @param {{ network: string, activations: readonly string[], python: string | undefined, rounds: number, folder: string, json: boolean }} options */
export async function agreement({ network, activations, python, rounds, folder, json }) {
  if (!python) throw new Error('There is nothing to compare with.');
  const workload = NETWORKS[network];
  const looked = Object.keys(workload.agreement).map(Number);
  const steps = looked.at(-1);
  const found = [];
  for (const activation of activations) {
    await writeCase(folder, { workload, activation: ACTIVATIONS[activation], steps: 1 });
    for (let seed = 1; seed <= rounds; seed++) {
      const { whole, restarted } = await lossesOf({ workload, steps, activation, seed, python, folder });
      for (const { what, of, to } of PAIRS) {
        const far = relative(whole[of], whole[to]);
        const near = relative(restarted[of], restarted[to]).filter((difference) => difference <= WITHIN);
        const at = looked.map((step) => far[step - 1]);
        found.push({ activation, seed, what, at, departs: departure(far), restarted: near.length / steps });
      }
      console.error(`${activation}, start ${seed} of ${rounds} done`);
    }
  }
  if (json) console.log(JSON.stringify(found, null, 2));
  else print({ network, targets: workload.agreement, steps, found, rounds });
}

/** Losses of each step: ours from log.csv, PyTorch's from the parameters that ours began with, and from ours every few steps. */
async function lossesOf({ workload, steps, activation, seed, python, folder }) {
  const out = join(folder, `${activation}-${seed}`);
  const [[form, widths]] = Object.entries(workload.layers);
  const values = {
    [`network.${form}`]: `[${widths}]`,
    'network.activation': activation,
    objective: workload.objective,
    'optimizer.learning_rate': workload.learningRate,
    ...Object.fromEntries(
      Object.entries(workload.optimizer ?? {}).map(([key, value]) => [`optimizer.${key}`, value]),
    ),
    'train.batch_size': workload.batchSize,
    'train.iterations': steps,
    'dataset.dir': JSON.stringify(folder),
    seed,
  };
  const overrides = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  await output(process.execPath, [
    MAIN,
    'run',
    join(HERE, 'mnist.yaml'),
    ...overrides,
    '--out',
    out,
    '--quiet',
  ]);
  const results = join(out, 'agreement/default/run-0');
  const rows = parse(readFileSync(join(results, 'log.csv')), { columns: true });
  const ours = rows.slice(1).map((row) => Number(row.train_loss));

  copyFileSync(join(results, 'initial.safetensors'), join(folder, 'initial.safetensors'));
  const own = await ownSteps(folder, steps, RESTART);
  if (own.some((loss, step) => loss !== ours[step]))
    throw new Error('log.csv has other losses than the same steps in-process');
  const torch = (every) =>
    lastLine([python, join(HERE, 'torch_losses.py'), folder, String(steps), String(every)], {
      env: PEER_ENVIRONMENT,
    });
  return { whole: { ours, ...(await torch(steps)) }, restarted: { ours, ...(await torch(RESTART)) } };
}

const relative = (losses, reference) => reference.map((loss, step) => Math.abs(losses[step] - loss) / loss);

/** The first step whose loss is farther away than the smallest target; null: none. */
function departure(differences) {
  const index = differences.findIndex((difference) => difference > WITHIN);
  return index < 0 ? null : index + 1;
}

function print({ network, targets, steps, found, rounds }) {
  console.log(`${network}: relative differences of the losses of ${steps} steps, ${rounds} start(s)`);
  console.log(`at a step: median (largest) of the starts; apart: first step above ${WITHIN} in each`);
  console.log(
    `restarted: losses within ${WITHIN} where both begin again from our parameters every ${RESTART} steps\n`,
  );
  const summary = (numbers) =>
    `${median(numbers).toExponential(1)} (${Math.max(...numbers).toExponential(1)})`;
  const rows = [...new Set(found.map(nameOf))].map((name) => {
    const group = found.filter((row) => nameOf(row) === name);
    const figures = Object.keys(targets).map((_, i) => summary(group.map(({ at }) => at[i])));
    const departures = group.map(({ departs }) => departs ?? 'never').join(' ');
    return [
      name,
      ...figures,
      departures,
      `${(100 * median(group.map((row) => row.restarted))).toFixed(1)} %`,
    ];
  });
  const columns = Object.entries(targets).map(([step, most]) => `step ${step}, target ${most}`);
  console.log(table([['', ...columns, 'apart', 'restarted'], ...rows]));
}

const nameOf = ({ activation, what }) => `${activation}: ${what}`;
