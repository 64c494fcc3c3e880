/** @file Locks that containers and machines leave behind, as a user meets them: the same command goes on, --overwrite begins anew, status says how it stands. */
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noteText } from '../src/store/lease/note.ts';
import { eluBench, logOf, madeUpData } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const VARIANTS = ['elu', 'relu', 'tanh'];
const run = (variant: string): string[] => ['locks', `activation=${variant}`, 'run-0'];

const command = (data: string, out: string, ...more: string[]): string[] => [
  ...['run', 'quick/mnist', 'name=locks', 'runs=1', 'dataset.name=idx', `dataset.dir=${data}`],
  ...[`variants.activation=[${VARIANTS}]`, 'network.hidden=2x8', 'train.batch_size=10', 'train.epochs=1'],
  ...['--out', out, '--quiet', ...more],
];

const GONE = {
  host: '3f9c2b7a81de',
  since: '2026-05-01T08:00:00.000Z',
  processes: [{ pid: 17, started: '123456' }],
};
const OURS = { ...GONE, machine: { boot: 'b' }, owner: 'o', token: 't', beat: { up: 1, at: 1 } };

/** What a machine leaves that is gone for an hour. */
const cutOff = (out: string, variant: string, lock: string): void => {
  const folder = join(out, ...run(variant));
  const status = join(folder, 'status.json');
  writeFileSync(status, readFileSync(status, 'utf8').replace('"done"', '"running"'));
  writeFileSync(join(folder, 'lock.json'), lock);
  const hourAgo = Date.now() / 1000 - 3600;
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), hourAgo, hourAgo);
};

const states = async (out: string): Promise<readonly string[]> => {
  const { runs } = JSON.parse((await eluBench('status', out, '--json')).stdout);
  return runs.map(({ state }: { state: string }) => state);
};

it('goes on with runs that a machine left which is gone, and begins them anew', {
  timeout: 90_000,
}, async () => {
  const [data, out] = [madeUpData(), temporaryFolder()];
  expect((await eluBench(...command(data, out))).code).toBe(0);
  const logs = () => VARIANTS.map((variant) => logOf(out, ...run(variant)));
  const before = logs();
  const leave = () => {
    cutOff(out, 'elu', JSON.stringify(GONE, undefined, 2)); // by an earlier version
    cutOff(out, 'relu', noteText(OURS));
    cutOff(out, 'tanh', ''); // by a machine that lost its power
  };
  leave();
  expect(await states(out)).toEqual(['cut off', 'cut off', 'cut off']);
  for (const more of [[], ['--overwrite']]) {
    const { code, stderr } = await eluBench(...command(data, out, ...more));
    expect(code).toBe(0);
    for (const variant of VARIANTS)
      expect(stderr).toMatch(
        new RegExp(
          `${variant}.run.0: its lock was left behind by .*without a sign of life for 30 s, and is taken over`,
        ),
      );
    expect(logs()).toEqual(before);
    expect(await states(out)).toEqual(['done', 'done', 'done']);
    leave();
  }
});

it('leaves a run alone that gives signs of life, --overwrite or not', { timeout: 90_000 }, async () => {
  const [data, out] = [madeUpData(), temporaryFolder()];
  expect((await eluBench(...command(data, out))).code).toBe(0);
  cutOff(out, 'relu', '');
  let beats = 0;
  const living = () =>
    writeFileSync(
      join(out, ...run('relu'), 'lock.json'),
      noteText({ ...OURS, beat: { up: ++beats, at: 1 } }),
    );
  living();
  const timer = setInterval(living, 200);
  const content = () => readFileSync(join(out, ...run('relu'), 'log.csv'), 'utf8');
  const before = content();
  const rows = logOf(out, ...run('elu')).length;
  expect(await states(out)).toEqual(['done', 'running', 'done']);
  for (const more of [[], ['--overwrite']]) {
    const { code, stderr } = await eluBench(...command(data, out, ...more));
    expect(code).toBe(1);
    expect(stderr).toMatch(/is in use by process 17 on machine 3f9c2b7a81de since .*left alone/);
    expect(stderr).not.toMatch(/ {4}at /);
  }
  clearInterval(timer);
  expect(content()).toBe(before);
  expect(logOf(out, ...run('elu'))).toHaveLength(rows);
});
