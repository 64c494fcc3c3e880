/** @file Runs per hour with one and with two runs side by side. */
import { join } from 'node:path';
import { median, table } from './numbers.mjs';
import { commandSeconds, overridesFor } from './quick.mjs';

const RUNS = 4;
/** How many times the runs per hour two jobs must give. */
const TARGET = 1.6;

/** @param {{ activations: readonly string[], rounds: number, folder: string, json: boolean }} options */
export async function timeJobs({ activations: [activation], rounds, folder, json }) {
  const overrides = overridesFor({ activation, runs: RUNS, times: 1 });
  const found = [];
  for (let round = 1; round <= rounds; round++) {
    const [one, two] = [await perHour(1), await perHour(2)];
    found.push({ one, two, ratio: two / one });
    console.error(`round ${round}: --jobs 1 ${one.toFixed(0)} runs an hour, --jobs 2 ${two.toFixed(0)}`);

    async function perHour(jobs) {
      const out = join(folder, `jobs-${jobs}-${round}`);
      return (RUNS * 3600) / (await commandSeconds(overrides, ['--jobs', String(jobs), '--out', out]));
    }
  }
  const ratio = median(found.map((one) => one.ratio));
  if (json)
    return console.log(
      JSON.stringify({ activation, runs: RUNS, ratio, target: TARGET, rounds: found }, null, 2),
    );
  console.log(`quick MNIST, ${activation}, ${RUNS} runs; runs an hour\n`);
  const rows = found.map((row, i) => [
    `round ${i + 1}`,
    row.one.toFixed(0),
    row.two.toFixed(0),
    row.ratio.toFixed(2),
  ]);
  console.log(table([['', '--jobs 1', '--jobs 2', 'ratio'], ...rows]));
  console.log(`\nmedian ratio ${ratio.toFixed(2)}, target at least ${TARGET}`);
}
