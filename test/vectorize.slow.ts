/** @file Runs of one process at length: how many an hour on this machine, cut off at random, and where one of them has lost its folder. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { noteText } from '../src/store/lease/note.ts';
import { eluBench, madeUpData, outcomeOf, start } from './cli-process.ts';
import { CONVOLUTIONAL, DENSE, expectExactResume } from './kill.ts';
import { temporaryFolder } from './tiny-idx.ts';

const RUNS = 5;

it('says how many runs of E1 come out of an hour, and gives the same ones', {
  timeout: 900_000,
}, async () => {
  const ways = [
    { jobs: 1, vectorize: 1 },
    { jobs: 2, vectorize: 1 },
    { jobs: 1, vectorize: RUNS },
    { jobs: 2, vectorize: 3 },
  ];
  let alone: Awaited<ReturnType<typeof outcomeOf>>[] | undefined;
  for (const { jobs, vectorize } of ways) {
    const out = temporaryFolder();
    const { code, milliseconds } = await eluBench(
      ...['run', 'quick/mnist', 'name=e1', 'variants.activation=elu', `runs=${RUNS}`],
      ...['--jobs', String(jobs), '--vectorize', String(vectorize), '--quiet', '--out', out],
    );
    expect(code).toBe(0);
    const folders = [0, 1, 2, 3, 4].map((run) => join(out, 'e1', 'activation=elu', `run-${run}`));
    const outcome = await Promise.all(folders.map(outcomeOf));
    alone ??= outcome;
    expect(outcome).toEqual(alone);
    const anHour = (RUNS * 3_600_000) / milliseconds;
    process.stdout.write(`--jobs ${jobs} --vectorize ${vectorize}: ${anHour.toFixed(0)} runs an hour\n`);
  }
});

it.each([
  ['SIGKILL', 40, DENSE, [1000, 200]],
  ['SIGTERM', 20, DENSE, [1000, 200]],
  ['SIGKILL', 20, CONVOLUTIONAL, [500, 300]],
] as const)('is exact after %s, %i times', (signal, count, config, iterations) =>
  expectExactResume({ signal, count, jobs: 1, vectorize: 2, config, iterations }),
);

it('trains on with the others where a run has lost its folder, and writes nothing there', {
  timeout: 240_000,
}, async () => {
  const out = temporaryFolder();
  const { ended } = start([
    ...['run', 'quick/mnist', 'name=lost', 'dataset.name=idx', `dataset.dir=${madeUpData()}`],
    ...['network.hidden=2x16', 'variants.activation=elu', 'runs=3', 'train.batch_size=10'],
    ...['train.iterations=60000', 'evaluate.every=5000 iterations', '--vectorize', '3', '--out', out],
  ]);
  const file = (run: number, name: string) => join(out, 'lost', 'activation=elu', `run-${run}`, name);
  const taken = noteText({
    ...{ host: 'elsewhere', since: '2026-01-01T00:00:00.000Z', processes: [{ pid: 99 }] },
    ...{ owner: 'another', token: 'next', beat: { up: 1, at: 1 } },
  });
  while (![0, 1, 2].every((run) => existsSync(file(run, 'log.csv')))) await sleep(50);
  writeFileSync(file(1, 'lock.json'), taken);
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toContain('process 99 on machine elsewhere took it over');
  expect(readFileSync(file(1, 'lock.json'), 'utf8')).toBe(taken);
  expect(JSON.parse(readFileSync(file(1, 'status.json'), 'utf8'))).toMatchObject({ status: 'running' });
  for (const run of [0, 2])
    expect(JSON.parse(readFileSync(file(run, 'status.json'), 'utf8'))).toMatchObject({ status: 'done' });
});
