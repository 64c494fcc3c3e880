/** @file The shell scripts that users copy: each does what its head says, on a small experiment; scripts.test.ts has what they call. */
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { type Ended, MAIN, madeUpData, startProgram } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** A folder with a program `npx` that starts this checkout's elu-bench. */
const bin = temporaryFolder(afterAll);
writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
chmodSync(join(bin, 'npx'), 0o755);

const script = (name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  startProgram('bash', [join('scripts', name), ...args], {
    env: { ...process.env, ...env, PATH: `${bin}:${process.env.PATH}` },
  }).ended;

const small = (): string[] => [
  ...['dataset.name=idx', `dataset.dir=${madeUpData()}`, 'network.hidden=8', 'train.batch_size=10'],
  ...['train.epochs=1', 'runs=1'],
];

describe.skipIf(process.platform === 'win32')('scripts/', () => {
  it('sweep-activations.sh compares nine activations with ReLU', async () => {
    const out = temporaryFolder();
    const { code, stdout } = await script('sweep-activations.sh', ['quick/mnist', ...small()], { OUT: out });
    expect(code).toBe(0);
    expect(readdirSync(join(out, 'mnist-activations')).filter((name) => name.includes('='))).toHaveLength(9);
    expect(stdout).toMatch(/baseline.*relu/s);
  });

  it('sweep-learning-rates.sh has a row for each rate', async () => {
    const out = temporaryFolder();
    const { code, stdout } = await script('sweep-learning-rates.sh', ['quick/mnist', ...small()], {
      OUT: out,
    });
    expect(code).toBe(0);
    for (const rate of ['0.001', '0.01', '0.1']) expect(stdout).toContain(`learning_rate=${rate}`);
  });

  it('resume-after-reboot.sh does the lines of a file, and tells the worst exit code', async () => {
    const out = temporaryFolder();
    const list = join(out, 'experiments.txt');
    const line = ['run', 'quick/mnist', ...small(), 'variants.activation=[elu]', '--out', out].join(' ');
    writeFileSync(list, `# what runs on this machine\n\nrun no-such-experiment\n${line}\n`);
    const { code, stderr } = await script('resume-after-reboot.sh', [list]);
    expect(code).toBe(2);
    expect(stderr).toContain('no-such-experiment');
    expect(readdirSync(join(out, 'mnist-quick'))).toContain('summary.csv');
  });

  it('slurm-array.sh trains the run of its task, and puts itself in the queue again when time is over', async () => {
    const out = temporaryFolder();
    writeFileSync(join(bin, 'scontrol'), `#!/bin/sh\necho "$@" > '${join(out, 'requeued')}'\n`);
    chmodSync(join(bin, 'scontrol'), 0o755);
    const task = { SLURM_ARRAY_JOB_ID: '77', SLURM_ARRAY_TASK_ID: '3', SLURM_CPUS_PER_TASK: '2' };
    const args = ['quick/mnist', ...small(), 'variants.activation=[elu]', '--out', out];
    const done = await script('slurm-array.sh', args, task);
    expect(done.code).toBe(0);
    expect(readdirSync(join(out, 'mnist-quick', 'activation=elu'))).toEqual(['run-3']);

    const { child, ended } = startProgram(
      'bash',
      [join('scripts', 'slurm-array.sh'), ...args, 'name=long', 'train.epochs=100000'],
      { env: { ...process.env, ...task, PATH: `${bin}:${process.env.PATH}` } },
    );
    const log = join(out, 'long', 'activation=elu', 'run-3', 'log.csv');
    while (!existsSync(log)) await sleep(50);
    // Slurm's --signal=B: only the script itself.
    process.kill(child.pid!, 'SIGTERM');
    expect((await ended).code).toBe(143);
    expect(readdirSync(out)).toContain('requeued');
  });
});
