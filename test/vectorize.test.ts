/** @file Runs of one process leave what each leaves alone, to the byte, whatever happens to one of them or to all. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eluBench, madeUpData, start } from './cli-process.ts';
import { thorough } from './thorough.ts';
import { temporaryFolder } from './tiny-idx.ts';

const data = madeUpData(afterAll);

/** The quick twin of E1 on tiny data, with momentum: so many runs of each variant, so many as one graph. */
const command = (out: string, { runs = 2, vectorize = 1 } = {}, ...more: string[]) => [
  ...['run', 'quick/mnist', 'name=v', 'dataset.name=idx', `dataset.dir=${data}`, 'network.hidden=2x16'],
  ...['variants.activation=[elu, relu]', `runs=${runs}`, 'train.batch_size=10', 'optimizer.momentum=0.9'],
  ...['train.iterations=450', 'evaluate.every=30 iterations', 'checkpoint.every=150 iterations'],
  ...more,
  ...['--vectorize', String(vectorize), '--jobs', '1', '--out', out],
];

/** Variants and runs. */
const RUNS = 4;

/** Time to do something to them. */
const SLOW = { NODE_OPTIONS: `--import=${new URL('./slow-checkpoint.mjs', import.meta.url)}` };

/** Folders of its runs, by variant and number. */
const foldersIn = (out: string): string[] =>
  readdirSync(join(out, 'v'), { recursive: true, encoding: 'utf8' }).filter((path) => /run-\d+$/.test(path));

const textOf = (out: string, run: string, file: string): string =>
  readFileSync(join(out, 'v', run, file), 'utf8');

/** Every byte of what the runs say and keep, but for the time that they took. */
const leftIn = (out: string) =>
  foldersIn(out)
    .sort()
    .map((run) => [
      run,
      textOf(out, run, 'log.csv').replaceAll(/,[\d.]+$/gm, ','),
      readFileSync(join(out, 'v', run, 'checkpoint.safetensors')).toString('base64'),
    ]);

/** What they leave alone. */
let alone: ReturnType<typeof leftIn>;

beforeAll(async () => {
  const out = temporaryFolder(afterAll);
  expect(await eluBench(...command(out))).toMatchObject({ code: 0 });
  alone = leftIn(out);
  expect(alone).toHaveLength(RUNS);
}, 60_000);

/** Starts all as one graph, and waits until each has evaluated a few times. */
async function underway(out: string) {
  const started = start(command(out, { vectorize: RUNS }), { env: { ...process.env, ...SLOW } });
  const rows = () => foldersIn(out).map((run) => textOf(out, run, 'log.csv').split('\n').length);
  for (;;) {
    await sleep(10);
    try {
      if (rows().length === RUNS && rows().every((count) => count > 5)) return started;
    } catch {
      // Not there yet.
    }
  }
}

it('leaves the same where all train as one graph', { timeout: 30_000 }, async () => {
  const out = temporaryFolder();
  const { code, stderr } = await eluBench(...command(out, { vectorize: 5 }));
  expect(code).toBe(0);
  expect(stderr).toContain('runs train as one graph, 4 to a process, in 1 group');
  expect(leftIn(out)).toEqual(alone);
  const { vectorized } = JSON.parse(textOf(out, 'activation=elu/run-1', 'environment.json'));
  expect(vectorized).toBe(RUNS);
});

it.runIf(thorough(0, 1))(
  'leaves the same where all were killed in the midst, and are gone on with',
  {
    timeout: 30_000,
  },
  async () => {
    const out = temporaryFolder();
    const { child, ended } = await underway(out);
    process.kill(-child.pid!, 'SIGSTOP');
    const { stdout } = await eluBench('status', out, '--json');
    const states = JSON.parse(stdout).runs.map(({ state }: { readonly state: string }) => state);
    expect(states).toEqual(Array.from({ length: RUNS }, () => 'running'));
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
    const again = await eluBench(...command(out, { vectorize: RUNS }));
    expect(again.stderr).toContain('4 of 4 runs go on where they were');
    expect(again.code).toBe(0);
    expect(leftIn(out)).toEqual(alone);
  },
);

it.runIf(thorough(0, 1))(
  'saves all when it is to end, and goes on with one alone, then with some further than others',
  {
    timeout: 30_000,
  },
  async () => {
    const out = temporaryFolder();
    const { child, ended } = await underway(out);
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(code).toBe(143);
    expect(stderr).toContain('interrupted: 0 of 4 runs done');
    for (const run of foldersIn(out)) {
      const { status, iterations } = JSON.parse(textOf(out, run, 'status.json'));
      const { position } = JSON.parse(textOf(out, run, 'checkpoint.json'));
      expect({ status, iterations }).toEqual({ status: 'interrupted', iterations: position.iteration });
      expect(iterations).toBeGreaterThan(0);
    }
    const one = await eluBench(...command(out, { runs: 1 }, 'variants.activation=[elu]'));
    expect(one.code).toBe(0);
    rmSync(join(out, 'v', 'activation=elu', 'run-1'), { recursive: true });
    const rest = await eluBench(...command(out, { vectorize: RUNS }));
    expect(rest.stderr).toContain('3 to a process, in 1 group');
    expect(rest.stderr).toMatch(/1 of 4 runs finished before[\s\S]*2 of 4 runs go on where they were/);
    expect(leftIn(out)).toEqual(alone);
  },
);

it('trains on with one where another diverges', { timeout: 30_000 }, async () => {
  const out = temporaryFolder();
  const { code, stderr } = await eluBench(
    ...command(out, { runs: 1, vectorize: 2 }, 'variants.activation=[elu]'),
    'variants.learning_rate=[0.01, 100000]',
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/learning_rate=100000 run 0 diverged: the/);
  const kept = leftIn(out).find(([run]) => run!.includes('learning_rate=0.01'))!;
  expect(kept.slice(1)).toEqual(alone[0]!.slice(1));
});
