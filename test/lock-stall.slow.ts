/** @file What containers do to a run, with the compiled program and its real lease: two at once, one that dies, one that is frozen and wakes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eluBench, logOf, MAIN, madeUpData, start } from './cli-process.ts';
import { canUnshare, contained } from './lock-race.ts';
import { temporaryFolder } from './tiny-idx.ts';

const FOLDER = join('long', 'default', 'run-0');

const command = (data: string, out: string, epochs: number): string[] => [
  ...['run', 'quick/mnist', 'name=long', 'runs=1', 'dataset.name=idx', `dataset.dir=${data}`, 'variants={}'],
  ...['network.activation=elu', 'network.hidden=2x16', 'optimizer.momentum=0.9', 'train.batch_size=10'],
  ...[`train.epochs=${epochs}`, 'evaluate.every=1 epochs', 'checkpoint.every=20 epochs'],
  ...['--out', out, '--quiet'],
];

/** Longer than any of these tests takes. */
const ENDLESS = 1_000_000;

/** Starts it as in a container, and waits for some rows and a checkpoint. */
const trainingApart = async (data: string, out: string, epochs: number) => {
  const child = contained([MAIN, ...command(data, out, epochs)]);
  const signal = (name: NodeJS.Signals) => process.kill(-child.pid!, name);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) signal('SIGKILL');
  });
  while (!existsSync(join(out, FOLDER, 'checkpoint.previous.json'))) await sleep(50);
  return { signal, ended };
};

const bytes = (out: string) =>
  Object.fromEntries(
    readdirSync(join(out, FOLDER))
      .filter((name) => !name.startsWith('lock'))
      .map((name) => [name, readFileSync(join(out, FOLDER, name), 'hex')]),
  );

describe.skipIf(!canUnshare)('a run in a container', () => {
  it('keeps another command out for as long as it trains', async () => {
    const [data, out, whole] = [madeUpData(), temporaryFolder(), temporaryFolder()];
    const { ended } = await trainingApart(data, out, 3000);
    const { code, stderr } = await eluBench(...command(data, out, 3000));
    expect(code).toBe(1);
    expect(stderr).toMatch(/is in use by process 1 in another container on this machine since .*left alone/);
    expect(await ended).toBe(0);
    expect((await eluBench(...command(data, whole, 3000))).code).toBe(0);
    expect(logOf(out, FOLDER)).toEqual(logOf(whole, FOLDER));
  });

  it('that died is gone on with by the same command, which waits for its lease to run out', async () => {
    const [data, out, whole] = [madeUpData(), temporaryFolder(), temporaryFolder()];
    const { signal, ended } = await trainingApart(data, out, ENDLESS);
    signal('SIGKILL');
    await ended;
    const iterations = logOf(out, FOLDER).length * 20;
    const args = (to: string) => [...command(data, to, iterations / 20 + 200)];
    const { code, stderr, milliseconds } = await eluBench(...args(out));
    expect(stderr).toMatch(/without a sign of life for 30 s, and is taken over/);
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(60_000);
    expect((await eluBench(...args(whole))).code).toBe(0);
    expect(logOf(out, FOLDER)).toEqual(logOf(whole, FOLDER));
  });

  it('that was frozen and wakes finds its folder taken, and writes not one more byte', async () => {
    const [data, out] = [madeUpData(), temporaryFolder()];
    const { signal, ended } = await trainingApart(data, out, ENDLESS);
    signal('SIGSTOP');
    const second = start(command(data, out, ENDLESS));
    onTestFinished(() => void second.child.kill('SIGKILL'));
    const before = logOf(out, FOLDER).length;
    const owner = () => JSON.parse(readFileSync(join(out, FOLDER, 'lock.json'), 'utf8')).machine.pids;
    const first = owner();
    while (owner() === first) await sleep(200);
    // It trains for a while, and is stopped itself, so that whatever changes then is the other one's doing.
    while (logOf(out, FOLDER).length < before + 20) await sleep(100);
    process.kill(-second.child.pid!, 'SIGSTOP');
    await sleep(200);
    const left = bytes(out);
    signal('SIGCONT');
    expect(await ended).toBe(1);
    expect(bytes(out)).toEqual(left);
    expect(owner()).not.toBe(first);
    process.kill(-second.child.pid!, 'SIGCONT');
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(130);
    const iterations = logOf(out, FOLDER).map(({ iteration }) => Number(iteration));
    expect(iterations).toEqual(iterations.map((_, row) => row * 20));
  });
});
