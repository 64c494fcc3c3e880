/** @file What each rewrite rule earns: a training step with all rules, with each one switched off, and with none, taken in turn. */
import { join } from 'node:path';
import { RULES } from '../dist/engines/onnx/rules/rules.js';
import { writeCase } from './case.mjs';
import { ACTIVATIONS, NETWORKS } from './networks.mjs';
import { median, table } from './numbers.mjs';
import { bound, lastLine } from './processes.mjs';

/** @param {{ network: string, activations: readonly string[], rounds: number, folder: string, json: boolean }} options */
export async function timeRules({ network, activations: [activation], rounds, folder, json }) {
  const workload = NETWORKS[network];
  await writeCase(folder, { workload, activation: ACTIVATIONS[activation] });
  const names = Object.keys(RULES);
  const without = (rule) => names.filter((name) => name !== rule).join();
  const sides = [
    ['all', 'all'],
    ...names.map((rule) => [`without ${rule}`, without(rule)]),
    ['none', 'none'],
  ];
  const threads = 2;
  const step = [process.execPath, join(import.meta.dirname, 'step.mjs'), folder, String(threads)];

  const found = [];
  for (let round = 1; round <= rounds; round++) {
    for (const [side, rules] of sides) {
      const one = await lastLine(bound(threads, [...step, rules]));
      found.push({ side, ...one });
      console.error(
        `round ${round}, ${side}: ${one.best_ms.toFixed(3)} ms, median ${one.median_ms.toFixed(3)}`,
      );
    }
  }
  const results = sides.map(([side]) => {
    const same = found.filter((one) => one.side === side);
    return {
      side,
      best_ms: Math.min(...same.map((one) => one.best_ms)),
      median_ms: median(same.map((one) => one.median_ms)),
      cpu_ms: Math.min(...same.map((one) => one.cpu_ms)),
      peak_mb: Math.max(...same.map((one) => one.peak_mb)),
    };
  });
  if (json) return console.log(JSON.stringify({ network, activation, rounds, threads, results }, null, 2));
  const [{ best_ms: best }] = results;
  console.log(
    `${network}, ${activation}: ${workload.summary}, batch ${workload.batchSize}\nms a step with ${threads} threads, best / median of ${rounds} round(s); how many times the best with all rules; processor time of both threads\n`,
  );
  console.log(
    table([
      ['rules', 'ms', 'of all', 'processor, ms', 'peak MB'],
      ...results.map((row) => [
        row.side,
        `${row.best_ms.toFixed(3)} / ${row.median_ms.toFixed(3)}`,
        (row.best_ms / best).toFixed(2),
        row.cpu_ms.toFixed(3),
        String(row.peak_mb),
      ]),
    ]),
  );
}
