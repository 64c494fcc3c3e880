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
/** PyTorch also begins again from our state so often: then one sign flipped by rounding is not carried through the rest. */
const RESTART = 10;
const WITHIN = 1e-4;
/** What is compared with what; the last pair is what float32 can do at all. `plain` is ours without rewrite rules. */
const PAIRS = [
  { what: 'ours to PyTorch', of: 'ours', to: 'float32' },
  { what: 'ours to PyTorch in float64', of: 'ours', to: 'float64' },
  { what: 'the same without rules', of: 'plain', to: 'float64' },
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
    const starts = [];
    for (let seed = 1; seed <= rounds; seed++)
      starts.push(await ownLosses({ network, workload, steps, activation, seed, folder }));
    const peers = await torchLosses({ python, folder, steps, starts });
    for (const [i, { ours, plain }] of starts.entries()) {
      const whole = { ours, plain, ...peers[i].whole };
      const restarted = { ours, ...peers[i].restarted };
      for (const { what, of, to } of PAIRS) {
        const far = relative(whole[of], whole[to]);
        const again = restarted[of] && relative(restarted[of], restarted[to]);
        const near = again && again.filter((difference) => difference <= WITHIN).length / steps;
        const within = looked.map((step) => Math.max(...far.slice(0, step)));
        const one = { network, activation, seed: i + 1, what };
        found.push({ ...one, within, departs: departure(far), restarted: near });
      }
    }
    console.error(`${network}, ${activation}: ${rounds} start(s) done`);
  }
  if (json) console.log(JSON.stringify(found, null, 2));
  else print({ network, targets: workload.agreement, steps, found, rounds });
}

/** Our losses of each step from one start, from log.csv and without rewrite rules; the state every few steps lies in the folder `into`. */
async function ownLosses({ network, workload, steps, activation, seed, folder }) {
  const out = join(folder, `${network}-${activation}-${seed}`);
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
  const own = await ownSteps(folder, { steps, every: RESTART, into: results });
  if (own.some((loss, step) => loss !== ours[step]))
    throw new Error('log.csv has other losses than the same steps in-process');
  const plain = await ownSteps(folder, { steps, every: steps, into: results, rules: 'none' });
  return { ours, plain, into: results };
}

/** PyTorch's losses of each start, in one process: its own start takes longer than a hundred steps. */
function torchLosses({ python, folder, steps, starts }) {
  const what = [folder, steps, RESTART, ...starts.map(({ into }) => into)].map(String);
  return lastLine([python, join(HERE, 'torch_losses.py'), ...what], { env: PEER_ENVIRONMENT });
}

const relative = (losses, reference) => reference.map((loss, step) => Math.abs(losses[step] - loss) / loss);

/** The first step whose loss is farther away than the smallest target; null: none. */
function departure(differences) {
  const index = differences.findIndex((difference) => difference > WITHIN);
  return index < 0 ? null : index + 1;
}

function print({ network, targets, steps, found, rounds }) {
  console.log(`${network}: relative differences of the losses of ${steps} steps, ${rounds} start(s)`);
  console.log(`largest so far: median (largest) of the starts; apart: first step above ${WITHIN} in each`);
  console.log(
    `restarted: losses within ${WITHIN} where PyTorch begins again from our state every ${RESTART} steps\n`,
  );
  const summary = (numbers) =>
    `${median(numbers).toExponential(1)} (${Math.max(...numbers).toExponential(1)})`;
  const rows = [...new Set(found.map(nameOf))].map((name) => {
    const group = found.filter((row) => nameOf(row) === name);
    const figures = Object.keys(targets).map((_, i) => summary(group.map(({ within }) => within[i])));
    const departures = group.map(({ departs }) => departs ?? 'never').join(' ');
    return [
      name,
      ...figures,
      departures,
      group[0].restarted === undefined
        ? ''
        : `${(100 * median(group.map((row) => row.restarted))).toFixed(1)} %`,
    ];
  });
  const columns = Object.entries(targets).map(([step, most]) => `${step} steps, target ${most}`);
  console.log(table([['', ...columns, 'apart', 'restarted'], ...rows]));
  console.log('');
  for (const activation of new Set(found.map((row) => row.activation)))
    console.log(verdict(activation, targets, found));
}

/** Agreement can't be closer than rounding allows: the bar is the target, or twice PyTorch's own distance from float64 where that is more. */
function verdict(activation, targets, found) {
  const middle = (pair, i) =>
    median(
      found
        .filter((row) => row.activation === activation && row.what === pair.what)
        .map((row) => row.within[i]),
    );
  const said = Object.entries(targets).map(([steps, target], i) => {
    const [ours, bar] = [middle(PAIRS[0], i), Math.max(target, 2 * middle(PAIRS.at(-1), i))];
    return `${steps} steps ${ours.toExponential(1)} of ${bar.toExponential(1)}${ours <= bar ? '' : ', TOO FAR'}`;
  });
  return `${activation}, ours to PyTorch of the bar: ${said.join('; ')}`;
}

const nameOf = ({ activation, what }) => `${activation}: ${what}`;
