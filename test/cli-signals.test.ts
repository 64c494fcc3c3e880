/** @file Ctrl-C, SIGTERM and kill at any moment: the program ends within a second, leaves whole files and no process behind. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eluBench, madeUpData, type Started, start } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** A run of two processes that would go on for hours, with a row every few milliseconds. */
const long = (out: string): string[] => [
  'run',
  'quick/mnist',
  'name=long',
  'dataset.name=idx',
  `dataset.dir=${madeUpData()}`,
  'network.hidden=2x16',
  'train.batch_size=10',
  'variants.activation=[elu, relu, tanh]',
  'train.epochs=1000000',
  'runs=1',
  '--jobs',
  '2',
  '--out',
  out,
];

const FOLDERS = ['elu', 'relu'].map((name) => join('long', `activation=${name}`, 'run-0'));

const text = (out: string, folder: string, name: string): string => {
  const path = join(out, folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** The same, but it ends. */
const shorter = (out: string): string[] => [
  ...long(out).filter((arg) => !arg.startsWith('train.epochs')),
  'train.epochs=200',
];

/** Starts it and waits until both logs have a few rows. */
const started = async (): Promise<Started & { readonly out: string }> => {
  const out = temporaryFolder();
  const process = start(long(out));
  while (FOLDERS.some((folder) => text(out, folder, 'log.csv').split('\n').length < 5)) await sleep(20);
  return { ...process, out };
};

/** Every row has all its fields, and nobody writes any more. */
const expectWhole = async (out: string) => {
  const logs = FOLDERS.map((folder) => text(out, folder, 'log.csv'));
  for (const log of logs) {
    const lines = log.split('\n');
    expect(lines.pop()).toBe('');
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
  }
  await sleep(200);
  expect(FOLDERS.map((folder) => text(out, folder, 'log.csv'))).toEqual(logs);
};

it.each([
  ['Ctrl-C on a terminal, which reaches every process', 'SIGINT', 130, true],
  ['SIGINT to the program alone', 'SIGINT', 130, false],
  ['SIGTERM to the program alone', 'SIGTERM', 143, false],
] as const)('%s', async (_, signal, code, toGroup) => {
  const { child, ended, out } = await started();
  const before = performance.now();
  process.kill(toGroup ? -child.pid! : child.pid!, signal);
  const { code: ending, stderr } = await ended;
  expect(performance.now() - before).toBeLessThan(1000);
  expect(ending).toBe(code);
  expect(stderr).toContain('interrupted: 0 of 3 runs done; the same command goes on with the others');
  await expectWhole(out);
  for (const folder of FOLDERS)
    expect(JSON.parse(text(out, folder, 'status.json'))).toMatchObject({ status: 'interrupted' });
  expect(text(out, 'long', 'summary.csv')).toMatch(/elu,.*,interrupted,.*\nrelu,.*,interrupted,.*\ntanh,/);
});

it('leaves no process behind when it is killed', async () => {
  const { child, ended, out } = await started();
  child.kill('SIGKILL');
  await ended;
  await sleep(700);
  await expectWhole(out);
  // Its runs have noticed, saved where they were and said so.
  for (const folder of FOLDERS)
    expect(JSON.parse(text(out, folder, 'status.json'))).toMatchObject({ status: 'interrupted' });
});

it('goes on with the same command', async () => {
  const out = temporaryFolder();
  const args = shorter(out);
  const { child, ended } = start(args);
  while (text(out, FOLDERS[0]!, 'log.csv').split('\n').length < 5) await sleep(10);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  const { code, stdout } = await eluBench(...args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/elu +1 .*\n.*relu +1 .*\n.*tanh +1 /);
});

it('finishes the other runs when one is killed, as when memory runs out, and goes on with it later', async () => {
  const out = temporaryFolder();
  const args = shorter(out);
  const { ended } = start(args);
  while (text(out, FOLDERS[0]!, 'log.csv').split('\n').length < 5) await sleep(10);
  // The command's process holds the lock first, then that of the run.
  const { processes } = JSON.parse(text(out, FOLDERS[0]!, 'lock.json'));
  process.kill(processes[1].pid, 'SIGKILL');
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /elu run 0 interrupted: The run's process was killed \(SIGKILL\), perhaps because memory/,
  );
  expect(stdout).toMatch(/elu +0 of 1, 1 interrupted.*\n.*relu +1 .*\n.*tanh +1 /);
  expect(text(out, 'long', 'summary.csv')).toMatch(/elu,.*,interrupted,.*\nrelu,.*,done,.*\ntanh,.*,done,/);

  const again = await eluBench(...args);
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/2 of 3 runs finished before.*\n1 of 3 runs go on where they were/);
});
