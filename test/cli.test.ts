/** @file The compiled program from end to end: what a user types, what comes out, what lies in the folders. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eluBench, logOf, madeUpData } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** One of the three variants is enough. */
const ONE = 'variants.activation=[elu]';

/** A small experiment on made-up data, with all that the folders show. */
const small = (data: string, out: string, ...more: string[]): string[] => [
  'run',
  'quick/mnist',
  'name=small',
  'dataset.name=idx',
  `dataset.dir=${data}`,
  'network.hidden=2x16',
  'train.batch_size=10',
  'train.epochs=2',
  'runs=1',
  '--out',
  out,
  ...more,
];

describe('elu-bench', () => {
  it('says in --help what it can do', async () => {
    const { code, stdout } = await eluBench('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/run .*list .*doctor .*schema /s);
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await eluBench('--version')).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('lists what there is, as text and as JSON', async () => {
    const [text, json] = await Promise.all([eluBench('list'), eluBench('list', '--json')]);
    expect(text.stdout).toMatch(
      /quick\/mnist .*lrelu .*mnist .*available: .*onnx .*available: onnxruntime-node/s,
    );
    const listing = JSON.parse(json.stdout);
    expect(listing.activations.map(({ name }: { name: string }) => name)).toContain('elu');
    expect(listing.engines[0]).toMatchObject({ name: 'onnx', available: true });
  });

  it('finds this machine fit', async () => {
    const [text, json] = await Promise.all([eluBench('doctor'), eluBench('doctor', '--json')]);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/ok +engine onnx/);
    expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, healthy: true });
  });

  it('prints the JSON Schema', async () => {
    const { code, stdout } = await eluBench('schema');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).properties).toHaveProperty('optimizer');
  });
});

describe('elu-bench run', () => {
  it('learns real MNIST in a few steps, and says so on stdout', async () => {
    const out = temporaryFolder();
    const { code, stdout, stderr } = await eluBench(
      'run',
      'quick/mnist',
      'train.iterations=30',
      'runs=1',
      'network.hidden=2x16',
      'optimizer.learning_rate=0.1',
      'variants.activation=[elu, relu]',
      '--out',
      out,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^variant +runs +test error % .*\nactivation=elu +1 .*\nactivation=relu +1 /);
    expect(stdout).toContain(join(out, 'mnist-quick', 'summary.csv'));
    expect(stderr).toMatch(/^mnist-quick: 2 variants x 1 run, engine onnx .*\[2\/2\]/s);
    for (const activation of ['elu', 'relu']) {
      const log = logOf(out, 'mnist-quick', `activation=${activation}`, 'run-0');
      expect(log[0]).toMatchObject({ iteration: '0', train_loss: '', train_error: '' });
      expect(log.at(-1)).toMatchObject({ iteration: '30' });
      expect(Number(log.at(-1)!.test_loss)).toBeLessThan(Number(log[0]!.test_loss) - 0.3);
    }
  });

  it('computes in float32 where TF32 is asked for and the engine has none, and says so', async () => {
    const out = temporaryFolder();
    const { code, stderr } = await eluBench(
      ...small(madeUpData(), out, ONE, 'engine.name=onnx', 'engine.precision=tf32', 'train.epochs=1'),
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/engine onnx \(.*\) in float32, as it has no TF32, 1 thread a run/);
    const environment = join(out, 'small', 'activation=elu', 'run-0', 'environment.json');
    expect(JSON.parse(readFileSync(environment, 'utf8'))).toMatchObject({ precision: 'float32' });
  });

  it('leaves in each folder what the design says', async () => {
    const out = temporaryFolder();
    const { code, stdout } = await eluBench(
      ...small(madeUpData(), out, ONE, 'probe.per_unit=true', 'checkpoint.initial=true', '--json'),
    );
    expect(code).toBe(0);
    const outcome = JSON.parse(stdout);
    expect(outcome).toMatchObject({ version: 1, experiment: 'small', exit_code: 0, engine: 'onnx' });
    expect(outcome.variants).toHaveLength(1);
    const { folder, test_error } = outcome.runs[0];
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining([
        'activations.csv',
        'config.yaml',
        'environment.json',
        'initial.safetensors',
        'log.csv',
        'status.json',
      ]),
    );
    const log = logOf(folder);
    // 20 steps an epoch.
    expect(log.map(({ iteration, epoch }) => [iteration, epoch])).toEqual([
      ['0', '0.0'],
      ['20', '1.0'],
      ['40', '2.0'],
    ]);
    expect(test_error).toBe(Number(log[2]!.test_error));
    // The header, and 32 hidden units at three evaluations.
    expect(readFileSync(join(folder, 'activations.csv'), 'utf8').trim().split('\n')).toHaveLength(1 + 3 * 32);
  });

  it('writes the same bytes again, whatever the number of jobs', async () => {
    const data = madeUpData();
    const outs = [temporaryFolder(), temporaryFolder()];
    await Promise.all(
      outs.map((out, i) => eluBench(...small(data, out, ONE, 'runs=2', '--quiet', '--jobs', `${i + 1}`))),
    );
    for (const run of ['run-0', 'run-1']) {
      const [first, second] = outs.map((out) => logOf(out, 'small', 'activation=elu', run));
      expect(first).toEqual(second);
    }
    expect(logOf(outs[0]!, 'small', 'activation=elu', 'run-0')).not.toEqual(
      logOf(outs[0]!, 'small', 'activation=elu', 'run-1'),
    );
  });

  it('starts run k of every activation from the same weights', async () => {
    const out = temporaryFolder();
    await eluBench(
      ...small(
        madeUpData(),
        out,
        'variants.activation=[elu, relu, gelu, tanh]',
        'checkpoint.initial=true',
        'train.epochs=1',
        '--quiet',
      ),
    );
    const starts = ['elu', 'relu', 'gelu', 'tanh'].map((name) =>
      readFileSync(join(out, 'small', `activation=${name}`, 'run-0', 'initial.safetensors')),
    );
    expect(starts[0]!.length).toBeGreaterThan(3000);
    for (const bytes of starts) expect(bytes.equals(starts[0]!)).toBe(true);
  });

  it('keeps finished runs, refuses them to another config, begins anew only if asked', async () => {
    const [data, out] = [madeUpData(), temporaryFolder()];
    const log = join(out, 'small', 'activation=elu', 'run-0', 'log.csv');
    expect((await eluBench(...small(data, out, ONE))).code).toBe(0);
    const written = statSync(log).mtimeMs;

    const again = await eluBench(...small(data, out, ONE, 'runs=2'));
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('1 of 2 runs finished before with this config');
    expect(again.stdout).toMatch(/activation=elu +2 /);
    expect(statSync(log).mtimeMs).toBe(written);

    const changed = await eluBench(...small(data, out, ONE, 'optimizer.learning_rate=0.5'));
    expect(changed).toMatchObject({ code: 2, stdout: '' });
    expect(changed.stderr).toMatch(
      /activation=elu\/run-0 holds results of another config.*--out.*name=.*--overwrite/,
    );

    expect(
      (await eluBench(...small(data, out, ONE, 'optimizer.learning_rate=0.5', '--overwrite'))).code,
    ).toBe(0);
    expect(logOf(out, 'small', 'activation=elu', 'run-0')[0]).toMatchObject({ learning_rate: '0.5' });
  });

  it('ends with 1 where a run diverged, and finishes the others', async () => {
    const out = temporaryFolder();
    const { code, stdout, stderr } = await eluBench(
      ...small(
        madeUpData(),
        out,
        'variants.learning_rate=[0.01, 100000]',
        'variants.activation=[identity]',
        '--quiet',
      ),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /learning_rate=100000 run 0 diverged: the (test|training) loss became (NaN|Infinity) at iteration \d+/,
    );
    expect(stdout).toMatch(/learning_rate=0.01 +1 .*\n.*learning_rate=100000 +0 of 1, 1 diverged/);
    expect(readFileSync(join(out, 'small', 'summary.csv'), 'utf8')).toMatch(/,done,.*\n.*,diverged,/);
  });

  it('writes fewer than 100 lines of 1,000 steps into a pipe, without control characters', async () => {
    const { code, stderr } = await eluBench(
      ...small(madeUpData(), temporaryFolder(), 'train.epochs=50', 'evaluate.every=10 iterations'),
    );
    expect(code).toBe(0);
    expect(stderr.split('\n').length).toBeLessThan(100);
    expect(stderr).toMatch(/^[\n\x20-\x7e]*$/);
  });
});
