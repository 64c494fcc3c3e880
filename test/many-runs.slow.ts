/** @file Five thousand finished runs of 301 rows: status, compare and run take seconds and 1,024 open files at most, and a run more costs what it costs alone. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expand } from '../src/config/expand.ts';
import { loadExperiment } from '../src/config/load.ts';
import { resolvedYaml } from '../src/config/resolved.ts';
import { configHash } from '../src/store/config-hash.ts';
import { runFolder } from '../src/store/run-folder.ts';
import { MAIN, madeUpData, startProgram } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const RUNS = 2500;
const ROWS = 301;
const MISSING = 5;
const CONFIG = 'configs/quick/mnist.yaml';

let out: string;
let settings: readonly string[];
beforeAll(() => {
  out = temporaryFolder(afterAll);
  settings = [
    ...[
      'name=many',
      'variants.activation=[elu, relu]',
      'network.hidden=2x4',
      'train.batch_size=50',
      'train.epochs=1',
    ],
    ...['dataset.name=idx', `dataset.dir=${madeUpData(afterAll)}`],
  ];
  const row = (i: number) =>
    `${i * 4},${i},0.01,${i === 0 ? '' : 0.34799180846},0.187626935195,${i === 0 ? '' : 0.10565635},0.0583,0.309471049,0.1620600521,${i}.098\n`;
  const log =
    'iteration,epoch,learning_rate,train_loss,test_loss,train_error,test_error,mean_activation,median_unit_activation,seconds\n' +
    Array.from({ length: ROWS }, (_, i) => row(i)).join('');
  for (const plan of expand(loadExperiment(CONFIG, [...settings, `runs=${RUNS}`]))) {
    const folder = runFolder(out, plan);
    mkdirSync(folder, { recursive: true });
    const { variant, run } = plan;
    // As an earlier version left it, which kept no figures.
    const status = { status: 'done', variant, run, iterations: 4, totalIterations: 4, seconds: 1 };
    writeFileSync(
      join(folder, 'status.json'),
      JSON.stringify({ ...status, configHash: configHash(plan), startedAt: '' }),
    );
    writeFileSync(join(folder, 'config.yaml'), resolvedYaml(plan));
    writeFileSync(join(folder, 'log.csv'), log);
  }
});

const MOST_SECONDS = 10;

/** Seconds of processor time that a command takes with 1,024 open files at most; what else the machine does is not in it. It must end well. */
const seconds = async (...args: string[]): Promise<number> => {
  const timed = 'ulimit -n 1024; TIMEFORMAT="%U %S"; time "$0" "$@"';
  const { code, stderr } = await startProgram('bash', ['-c', timed, process.execPath, MAIN, ...args]).ended;
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^[\d.]+ [\d.]+\n$/)]);
  return stderr.split(' ').reduce((sum, part) => sum + Number(part), 0);
};
const run = (to: string, runs: number) =>
  seconds('run', CONFIG, ...settings, `runs=${runs}`, '--out', to, '--quiet');

it('are read in seconds', async () => {
  expect(await seconds('status', out)).toBeLessThan(MOST_SECONDS);
  expect(await seconds('compare', out)).toBeLessThan(MOST_SECONDS);
  expect(await run(out, RUNS)).toBeLessThan(MOST_SECONDS);
});

it('cost the next ones nothing', async () => {
  const [finished, alone] = [await run(out, RUNS), await run(temporaryFolder(), MISSING)];
  for (const variant of ['elu', 'relu'])
    for (let k = 0; k < MISSING; k++)
      rmSync(join(out, 'many', `activation=${variant}`, `run-${k}`), { recursive: true });
  const together = await run(out, RUNS);
  expect((together - finished - alone) / (2 * MISSING)).toBeLessThan(0.2);
});
