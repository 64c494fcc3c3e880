/** @file The figures of bench:gpu as tables, as far as they are there. */

import { median, table } from '../numbers.mjs';
import { CASES } from './cases.mjs';

const HOUR_MS = 3_600_000;

/** Best of all rounds and median of their medians, side by side; the quickest first. */
function sidesOf(found) {
  const sides = [...new Set(found.map(({ side }) => side))].map((side) => {
    const same = found.filter((one) => one.side === side);
    return {
      side,
      best: Math.min(...same.map(({ best_ms }) => best_ms)),
      median: median(same.map(({ median_ms }) => median_ms)),
      rounds: same.length,
      loss: same[0].loss,
    };
  });
  return sides.sort((a, b) => a.best - b.best);
}

const ms = (value) => value.toFixed(value < 10 ? 3 : 1);
const bestOf = (sides, name) =>
  Math.min(...sides.filter(({ side }) => side.startsWith(name)).map(({ best }) => best));
const times = (value, by) => (Number.isFinite(by) ? `${(value / by).toFixed(2)} ×` : '');

function stepTable(name, { results, smoke }) {
  const sides = sidesOf(results.filter(({ part, case: of }) => part === 'step' && of === name));
  if (sides.length === 0) return [];
  const [eager, compiled] = [bestOf(sides, 'PyTorch eager'), bestOf(sides, 'PyTorch compile')];
  const { summary, batchSize } = CASES[name][smoke ? 'smoke' : 'full'];
  const rows = sides.map(({ side, best, median: middle, rounds, loss }) => [
    ...[side, `${ms(best)} / ${ms(middle)}`, String(rounds)],
    ...[times(best, eager), times(best, compiled), loss === undefined ? '' : loss.toPrecision(6)],
  ]);
  const head = ['side', 'ms a step, best / median', 'rounds', 'of eager', 'of compiled', 'loss'];
  return [`${name}: ${summary}, batch ${batchSize}`, table([head, ...rows]), ''];
}

/** Runs an hour of E1 as the paper trains it: 300 epochs. */
function replicaTable({ results }) {
  const found = results.filter(({ part }) => part === 'replicas');
  if (found.length === 0) return [];
  const steps = 300 * Math.floor(60_000 / 64);
  const eager = bestOf(
    sidesOf(results.filter(({ part, case: of }) => part === 'step' && of === 'e1')),
    'PyTorch eager',
  );
  const perHour = (best, count = 1) => (count * HOUR_MS) / (best * steps);
  const rows = found
    .sort((a, b) => a.best_ms - b.best_ms)
    .map(({ side, count, best_ms }) => [
      ...[`${side}, ${count} at once`, ms(best_ms), perHour(best_ms, count).toFixed(1)],
      Number.isFinite(eager) ? `${((eager * count) / best_ms).toFixed(1)} ×` : '',
    ]);
  if (Number.isFinite(eager))
    rows.push(['PyTorch eager, one', ms(eager), perHour(eager).toFixed(1), '1.0 ×']);
  const head = ['E1, 300 epochs', 'ms for a step of all', 'runs an hour', 'of eager'];
  return [table([head, ...rows]), ''];
}

function ruleTables({ results }) {
  const found = results.filter(({ part }) => part === 'rules');
  const groups = [...new Set(found.map(({ case: of, side }) => `${of}, ${side}`))];
  return groups.flatMap((group) => {
    const same = found.filter(({ case: of, side }) => `${of}, ${side}` === group);
    const all = same.find(({ set }) => set === 'all')?.best_ms;
    const rows = same.map(({ set, best_ms }) => [set, ms(best_ms), times(best_ms, all)]);
    return [table([[`rules: ${group}`, 'ms a step', 'of all'], ...rows]), ''];
  });
}

function profileTables({ results }) {
  return results
    .filter(({ part }) => part === 'profile')
    .flatMap(({ case: of, side, ops, kernels }) =>
      Object.entries({ 'by the host': ops, 'by the GPU': kernels })
        .filter(([, list]) => list.length > 0)
        .flatMap(([by, list]) => [
          table([
            [`${of}, ${side}, ${by}`, 'ms a step', 'times a step'],
            ...list.map(({ name, ms: time, count }) => [name, time.toFixed(3), count.toFixed(1)]),
          ]),
          '',
        ]),
    );
}

/** All of it; `outcome` is what is written as JSON. */
export function report(outcome) {
  const { machine, absent, failed, skipped, smoke } = outcome;
  const lines = [
    `GPU ${machine.gpu}; CPU ${machine.cpu}; Node ${machine.node}, PyTorch ${machine.torch}; float32, TF32 off`,
    ...(smoke ? ['--smoke: tiny networks, to try the command; the figures say nothing'] : []),
    '',
    ...Object.keys(CASES).flatMap((name) => stepTable(name, outcome)),
    ...replicaTable(outcome),
    ...ruleTables(outcome),
    ...profileTables(outcome),
    ...absent.map((why) => `absent  ${why}`),
    ...failed.map(({ what, why }) => `failed  ${what}: ${why}`),
    ...(skipped > 0 ? [`not measured, for want of time: ${skipped} of ${outcome.jobs} (--minutes)`] : []),
  ];
  return lines.join('\n');
}
