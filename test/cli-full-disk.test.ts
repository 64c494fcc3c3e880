/** @file A disk that is full for a while, for which a limit on the size of files stands: a clear error, nothing lost, and exact afterwards. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, eluBench, MAIN, madeUpData, outcomeOf, startProgram } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const FOLDER = join('disk', 'default', 'run-0');

const command = (data: string, out: string, ...more: string[]): string[] => [
  ...['run', 'quick/mnist', 'name=disk', 'runs=1', 'dataset.name=idx', `dataset.dir=${data}`, 'variants={}'],
  ...['network.activation=elu', 'optimizer.momentum=0.9', 'train.batch_size=10', 'train.epochs=20'],
  ...['--out', out, '--quiet', ...more],
];

/** Runs `elu-bench` where no file can become longer than so many kilobytes. */
const limited = (kilobytes: number, args: readonly string[]): Promise<Ended> =>
  startProgram('bash', ['-c', `ulimit -f ${kilobytes} && exec "$0" "$@"`, process.execPath, MAIN, ...args])
    .ended;

const outcome = (out: string) => outcomeOf(join(out, FOLDER));

describe.skipIf(process.platform === 'win32')('a full disk', () => {
  it.each([
    ['while a checkpoint is saved', 400, ['network.hidden=2x256'], /checkpoint\.new\.safetensors/],
    ['while a row is written', 70, ['network.hidden=2x16', 'evaluate.every=1 iterations'], /log\.csv/],
  ])('%s', async (_, kilobytes, config, where) => {
    const [data, out, whole] = [madeUpData(), temporaryFolder(), temporaryFolder()];
    // Long logs from short epochs: the row of the limit is beyond the first checkpoint.
    const args = (to: string, ...more: string[]) => command(data, to, ...config, 'train.epochs=40', ...more);
    expect((await eluBench(...args(whole))).code).toBe(0);
    const first = ['train.epochs=20', 'checkpoint.every=5 epochs'];
    expect((await eluBench(...args(out, ...first))).code).toBe(0);

    const { code, stderr } = await limited(kilobytes, args(out, 'checkpoint.every=2 epochs'));
    expect(code).toBe(1);
    expect(stderr).toMatch(where);
    expect(stderr).toMatch(/cannot write .*\d+ bytes/);
    expect(stderr).not.toMatch(/ {4}at /);
    const left = readdirSync(join(out, FOLDER));
    expect(left.filter((name) => name.includes('.tmp') || name.includes('.new'))).toEqual([]);

    expect(await eluBench(...args(out))).toMatchObject({ code: 0, stderr: '' });
    expect(await outcome(out)).toEqual(await outcome(whole));
  });

  it('before the training', async () => {
    const out = temporaryFolder();
    const { code, stderr } = await limited(16, command(madeUpData(), out, 'network.hidden=2x16'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^elu-bench: cannot write to .*65536 bytes.*\n$/);
    expect(readdirSync(out)).toEqual([]);
  });
});
