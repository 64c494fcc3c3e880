/** @file Output that nobody takes any more: training goes on without its progress, and results that are lost are told, not passed over. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, eluBench, MAIN, madeUpData, outcomeOf, startProgram } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const FOLDER = join('lost', 'activation=elu', 'run-0');

const command = (data: string, out: string, ...more: string[]): string[] => [
  ...['run', 'quick/mnist', 'name=lost', 'runs=1', 'dataset.name=idx', `dataset.dir=${data}`, '--out', out],
  ...['network.hidden=2x16', 'train.batch_size=10', 'variants.activation=[elu, relu]', 'train.epochs=2'],
  ...more,
];

/** Runs `elu-bench` in bash, with a redirection after it and perhaps something before it. */
const redirected = (redirection: string, args: readonly string[], before = ''): Promise<Ended> =>
  startProgram('bash', ['-c', `${before} "$0" "$@" ${redirection}`, process.execPath, MAIN, ...args]).ended;

const rows = (out: string): number => {
  try {
    return readFileSync(join(out, FOLDER, 'log.csv'), 'utf8').split('\n').length;
  } catch {
    return 0;
  }
};

describe.skipIf(process.platform === 'win32')('SIGHUP', () => {
  it('to all processes of a run under nohup, at its start and later, changes nothing', async () => {
    const [data, out, whole] = [madeUpData(), temporaryFolder(), temporaryFolder()];
    const epochs = ['train.epochs=60', '--quiet'];
    const { child, ended } = startProgram('nohup', [
      process.execPath,
      MAIN,
      ...command(data, out, ...epochs),
    ]);
    while (rows(out) < 1 && child.exitCode === null) await sleep(2);
    process.kill(-child.pid!, 'SIGHUP');
    while (rows(out) < 10 && child.exitCode === null) await sleep(2);
    process.kill(-child.pid!, 'SIGHUP');
    expect((await ended).code).toBe(0);
    expect((await eluBench(...command(data, whole, ...epochs))).code).toBe(0);
    expect(await outcomeOf(join(out, FOLDER))).toEqual(await outcomeOf(join(whole, FOLDER)));
  });
});

describe.skipIf(process.platform !== 'linux')('a full place', () => {
  const [data, results] = [madeUpData(afterAll), temporaryFolder(afterAll)];
  beforeAll(async () => void (await eluBench(...command(data, results, '--quiet'))));

  it('for the progress does not end a run, which has the same bytes as another', async () => {
    const out = temporaryFolder();
    const ended = await redirected('2> /dev/full', command(data, out));
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/elu +1 .*\n.*relu +1 /);
    expect(await outcomeOf(join(out, FOLDER))).toEqual(await outcomeOf(join(results, FOLDER)));
  });

  it.each([
    ['the table of a run', command(data, results), 1],
    ['its JSON', command(data, results, '--json'), 1],
    ['a comparison', ['compare', results], 1],
    ['a comparison as JSON', ['compare', results, '--json'], 1],
    ['a comparison that does not hold', ['compare', results, '--assert', 'elu.test_error < 0'], 4],
    ['a status', ['status', results], 1],
    ['a list', ['list'], 1],
    ['the schema', ['schema'], 1],
    ['the help', ['--help'], 1],
  ] as const)('for %s is told in a sentence', async (_, args, code) => {
    const ended = await redirected('> /dev/full', args);
    expect(ended.stderr).toMatch(
      /^elu-bench: cannot write all results to \/dev\/full: no space left on the disk\.$/m,
    );
    expect(ended.stderr).not.toMatch(/ {4}at |node:/);
    expect(ended.code).toBe(code);
  });

  it('that takes a part is told, too', async () => {
    const file = join(temporaryFolder(), 'schema.json');
    const ended = await redirected(`> '${file}'`, ['schema'], 'ulimit -f 2;');
    expect(statSync(file).size).toBe(2048);
    expect(ended).toMatchObject({
      code: 1,
      stderr: `elu-bench: cannot write all results to ${file}: the file would exceed the size limit.\n`,
    });
  });

  it('for errors leaves the exit code', async () => {
    expect((await redirected('2> /dev/full', ['run', 'nowhere.yaml'])).code).toBe(2);
    expect((await redirected('> /dev/full 2>&1', ['schema'])).code).toBe(1);
  });
});

describe.skipIf(process.platform === 'win32')('a reader that has gone', () => {
  it.each([[['schema']], [['list']], [['run', '--help']]])('is no error: %s', async (args) => {
    const reading = await redirected('| head -c 1', args, 'set -o pipefail;');
    expect(reading).toMatchObject({ code: 0, stderr: '' });
    expect(reading.stdout).toHaveLength(1);
  });
});
