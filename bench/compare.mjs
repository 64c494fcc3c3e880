/** @file Times one training step of ours and of the peers, taken in turn for some rounds, and prints how they compare. */
import { join } from 'node:path';
import { writeCase } from './case.mjs';
import { ACTIVATIONS, NETWORKS } from './networks.mjs';
import { median, table } from './numbers.mjs';
import { bound, canBind, complaint, lastLine } from './processes.mjs';
import { PEER_ENVIRONMENT } from './python.mjs';

const HERE = import.meta.dirname;
const THREADS = [1, 2];
const threadsOf = ({ threads = THREADS }) => threads;
/** The most that our evaluation may take, in evaluations of the best of PyTorch's modes. */
const EVALUATION_TARGET = { most: 0.6 };
/** Losses after the warm-up are farther apart only if something else was computed. */
const SAME_LOSS = 0.01;

const peer =
  (file, ...mode) =>
  (python, folder, threads) => [python, join(HERE, 'peers', file), folder, threads, ...mode];

const own =
  (...engine) =>
  (_, folder, threads) => [process.execPath, join(HERE, 'step.mjs'), folder, threads, ...engine];

/** Name of each side to the command that times it. */
const SIDES = {
  ours: own(),
  // Where scripts/setup-tfjs.sh has built its addon.
  'tfjs:node': own('all', 'tfjs:node'),
  eager: peer('torch_peer.py', 'eager'),
  channels_last: peer('torch_peer.py', 'channels_last'),
  compile: peer('torch_peer.py', 'compile'),
  compile_channels_last: peer('torch_peer.py', 'compile_channels_last'),
  jax: peer('jax_peer.py'),
};

export const sideNames = Object.keys(SIDES);
/** Sides that are timed unless others are asked for. */
export const usualSides = sideNames.filter((name) => name !== 'tfjs:node');
export const needsPython = (side) => side !== 'ours' && side !== 'tfjs:node';

/** Images in channels-last order are for convolutions; the peer in JAX knows fully connected layers and plain SGD only. */
const isFor = (side, { images = false, optimizer }, evaluate) =>
  images ? side !== 'jax' : !side.includes('channels_last') && !((evaluate || optimizer) && side === 'jax');

/**
 * @param {{ network: string, activation: string, rounds: number, only: readonly string[], python: string | undefined, folder: string, json: boolean, evaluate: boolean }} options
 */
export async function compare({ network, activation, rounds, only, python, folder, json, evaluate }) {
  const workload = NETWORKS[network];
  await writeCase(folder, { workload, activation: ACTIVATIONS[activation], evaluate });
  const sides = only.filter((side) => isFor(side, workload, evaluate) && (!needsPython(side) || python));
  const counts = threadsOf(workload);
  const found = await timeAll({ sides, rounds, counts, python, folder });
  const results = sides
    .map((side) =>
      summarise(
        side,
        found.filter((one) => one.side === side),
        counts,
      ),
    )
    .filter(Boolean);
  const ours = results.find(({ side }) => side === 'ours');
  const compared = results.map((result) => ({ ...result, ...ratios(ours, result) }));
  const best = bestPeer(ours, results, evaluate ? EVALUATION_TARGET : workload);
  if (json)
    console.log(
      JSON.stringify({ network, activation, rounds, bound: canBind, results: compared, best }, null, 2),
    );
  else
    print({
      title: `${network}, ${activation}: ${workload.summary}, batch ${workload.batchSize}`,
      what: evaluate ? 'ms for the evaluation of 10,000 images' : 'ms a step',
      ...{ rounds, counts, compared, best },
    });
  // With crops and dropout of its own each side has losses of its own.
  warn(compared, workload.augment ? undefined : ours);
}

/** Every side with each number of threads, one process after the other, so that a slow minute of the machine meets all of them. */
async function timeAll({ sides, rounds, counts, python, folder }) {
  const found = [];
  const failed = new Set();
  for (let round = 1; round <= rounds; round++) {
    for (const threads of counts) {
      for (const side of sides.filter((name) => !failed.has(name))) {
        try {
          const command = bound(threads, SIDES[side](python, folder, String(threads)));
          const one = await lastLine(command, { env: PEER_ENVIRONMENT });
          found.push({ side, ...one });
          console.error(
            `round ${round}, ${threads} thread(s), ${side}: ${one.best_ms.toFixed(3)} ms, median ${one.median_ms.toFixed(3)}`,
          );
        } catch (error) {
          failed.add(side);
          console.error(`${side} is left out: ${complaint(error)}`);
        }
      }
    }
  }
  return found;
}

/** Best of all rounds and median of their medians for each number of threads; undefined where nothing was timed. */
function summarise(side, found, counts) {
  if (found.length === 0) return undefined;
  const threads = counts.map((count) => {
    const same = found.filter((one) => one.threads === count);
    return {
      threads: count,
      best_ms: Math.min(...same.map((one) => one.best_ms)),
      median_ms: median(same.map((one) => one.median_ms)),
      medians_ms: same.map((one) => one.median_ms),
      cpu_ms: Math.min(...same.map((one) => one.cpu_ms)),
    };
  });
  const { peer: name, version, mode, loss } = found[0];
  const least = (key) => Math.min(...threads.map((row) => row[key]));
  return {
    side,
    peer: name,
    version,
    mode,
    threads,
    best_ms: least('best_ms'),
    median_ms: least('median_ms'),
    cpu_ms: least('cpu_ms'),
    peak_mb: Math.max(...found.map((one) => one.peak_mb)),
    loss,
  };
}

const ratios = (ours, { best_ms, median_ms }) =>
  ours ? { by_bests: ours.best_ms / best_ms, by_medians: ours.median_ms / median_ms } : {};

/** Ours against the best of PyTorch's modes, figure by figure: each mode that is best at one of them counts there. */
function bestPeer(ours, results, { most, memory }) {
  const torch = results.filter(({ peer: name }) => name === 'PyTorch');
  if (!ours || torch.length === 0) return undefined;
  const ratio = (key) => ours[key] / Math.min(...torch.map((row) => row[key]));
  const found = { by_bests: ratio('best_ms'), by_medians: ratio('median_ms'), by_processor: ratio('cpu_ms') };
  return { ...found, peak: ratio('peak_mb'), modes: torch.map(({ mode }) => mode), most, memory };
}

function print({ title, what, rounds, counts: numbers, compared, best }) {
  const ms = (number) => number.toFixed(3);
  const ratio = (number) => number?.toFixed(2) ?? '';
  const counts = numbers.map((count) => `${count} thread${count > 1 ? 's' : ''}`);
  console.log(
    `${title}\n${what}, best / median of ${rounds} round(s); ours / theirs from each side's better number of threads\n`,
  );
  console.log(
    table([
      ['', ...counts, 'ours / theirs, bests', 'medians', 'processor ms', 'peak MB'],
      ...compared.map((row) => [
        `${row.peer} ${row.version}, ${row.mode}`,
        ...row.threads.map(({ best_ms, median_ms }) => `${ms(best_ms)} / ${ms(median_ms)}`),
        ratio(row.by_bests),
        ratio(row.by_medians),
        ms(row.cpu_ms),
        String(row.peak_mb),
      ]),
    ]),
  );
  if (!best) return;
  const target = (most) => (most ? ` (at most ${most})` : '');
  console.log(
    `\nours / the best of PyTorch (${best.modes.join(', ')}): bests ${ratio(best.by_bests)}, medians ${ratio(best.by_medians)}${target(best.most)}, processor time ${ratio(best.by_processor)}, peak memory ${ratio(best.peak)}${target(best.memory)}`,
  );
}

function warn(compared, ours) {
  for (const { peer: name, mode, loss } of ours ? compared : []) {
    if (Math.abs(loss - ours.loss) > SAME_LOSS * ours.loss)
      console.error(
        `Beware: after the warm-up ${name} (${mode}) has a loss of ${loss}, ours is ${ours.loss}.`,
      );
  }
  if (!canBind)
    console.error('Beware: no taskset here, so nothing is bound to processors, and JAX takes all of them.');
}
