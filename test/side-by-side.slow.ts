/** @file Many commands on one experiment at a time, as the tasks of a Slurm array are, some of them killed: every exit code is right, and summary.csv has all runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { madeUpData, start } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const ROUNDS = 25;
const AT_ONCE = 4;

/** Starts the command of a task of an array: run k alone. */
const task = (data: string, out: string, k: number) =>
  start([
    ...[
      'run',
      'quick/mnist',
      'name=array',
      `first_run=${k}`,
      'runs=1',
      'variants={}',
      'network.activation=elu',
    ],
    ...[
      'network.hidden=2x4',
      'dataset.name=idx',
      `dataset.dir=${data}`,
      'train.batch_size=50',
      'train.epochs=1',
    ],
    ...['--out', out, '--quiet'],
  ]);

/** Numbers of the runs that summary.csv has, and how they stand. */
const summaryOf = (out: string): ReadonlyMap<number, string> =>
  new Map(
    parse<Record<string, string>>(readFileSync(join(out, 'array', 'summary.csv')), { columns: true }).map(
      ({ run, status }) => [Number(run), status!],
    ),
  );

/** What lies there but the runs; what a killed writer left is deleted when it is old. */
const left = (out: string) =>
  readdirSync(join(out, 'array')).filter((name) => name !== 'default' && !name.endsWith('.tmp'));

it('all end well, and each sees what ended before', async () => {
  const [data, out] = [madeUpData(), temporaryFolder()];
  for (let round = 0; round < ROUNDS; round++) {
    const tasks = Array.from({ length: AT_ONCE }, (_, i) => task(data, out, AT_ONCE * round + i));
    const ends = await Promise.all(tasks.map(({ ended }) => ended));
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(ends.map(() => [0, '']));
    const summary = summaryOf(out);
    expect(summary.size).toBe(AT_ONCE * (round + 1));
    expect([...summary.values()].every((status) => status === 'done')).toBe(true);
  }
  expect(left(out)).toEqual(['summary.csv']);
});

it('also where some are killed, at any moment', async () => {
  const [data, out] = [madeUpData(), temporaryFolder()];
  const killed: number[] = [];
  const done = new Set<number>();
  // How long one takes, so that kills come from its start to its end, where it writes the summary.
  const alone = (await task(data, out, AT_ONCE * ROUNDS).ended).milliseconds;
  for (let round = 0; round < ROUNDS; round++) {
    const numbers = Array.from({ length: AT_ONCE }, (_, i) => AT_ONCE * round + i);
    const tasks = numbers.map((k) => task(data, out, k));
    const victim = round % AT_ONCE;
    await sleep(alone * (0.3 + (2 * round) / ROUNDS));
    tasks[victim]!.child.kill('SIGKILL');
    const ends = await Promise.all(tasks.map(({ ended }) => ended));
    for (const [i, { code, stderr }] of ends.entries()) {
      if (code === null) killed.push(numbers[i]!);
      else {
        expect([code, stderr]).toEqual([0, '']);
        done.add(numbers[i]!);
      }
    }
    const summary = summaryOf(out);
    expect([...done].filter((k) => summary.get(k) !== 'done')).toEqual([]);
  }
  expect(killed.length).toBeGreaterThan(0);
  for (const k of killed) expect((await task(data, out, k).ended).code).toBe(0);
  const summary = summaryOf(out);
  expect(summary.size).toBe(AT_ONCE * ROUNDS + 1);
  expect([...summary.values()].every((status) => status === 'done')).toBe(true);
  expect(left(out)).toEqual(['summary.csv']);
});
