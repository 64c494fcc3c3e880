/** @file Who may train in a folder: the first; whoever finds a dead process's lock; nobody where it can't be told. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { lockedBy, lockFolder } from './lock.ts';
import { identify } from './process-identity.ts';

let folder: string;
let warnings: string[];
beforeEach(() => {
  folder = temporaryFolder();
  warnings = [];
});

const lock = (stop?: AbortSignal) =>
  lockFolder(folder, { warn: (text) => warnings.push(text), ...(stop && { stop }) });
const file = () => join(folder, 'lock.json');
const leave = (...processes: readonly object[]) =>
  writeFileSync(file(), JSON.stringify({ host: hostname(), since: '2026-01-01T00:00:00.000Z', processes }));
/** The number of a process that has ended. */
const dead = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('lockFolder', () => {
  it('locks once, until it is released', async () => {
    const first = await lock();
    expect(await lock()).toEqual({ refused: expect.stringMatching(/is in use by process \d+ since/) });
    expect(await lockedBy(folder)).toContain(`process ${process.pid}`);
    if ('release' in first) await first.release();
    expect(await lockedBy(folder)).toBeUndefined();
    expect(await lock()).toHaveProperty('release');
    expect(warnings).toEqual([]);
  });

  it('takes over the lock of a process that is gone', async () => {
    const pid = dead();
    leave({ pid });
    expect(await lockedBy(folder)).toBeUndefined();
    expect(await lock()).toHaveProperty('release');
    expect(warnings).toEqual([`its lock was left behind by process ${pid} that is gone, and is taken over`]);
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  it.skipIf(identify(process.pid).started === undefined)(
    'takes over the lock of a process whose number another one has by now',
    async () => {
      leave({ pid: process.pid, started: '1' });
      expect(await lock()).toHaveProperty('release');
    },
  );

  it('takes over a lock that was never written to its end', async () => {
    writeFileSync(file(), '{"host":');
    expect(await lock()).toHaveProperty('release');
    expect(warnings[0]).toContain('left behind');
  });

  it('explains the lock of another machine, and leaves it', async () => {
    const text = readFileSync.bind(undefined, file(), 'utf8');
    writeFileSync(
      file(),
      JSON.stringify({ host: 'elsewhere', since: '2026-01-01T00:00:00.000Z', processes: [{ pid: 1 }] }),
    );
    const before = text();
    const refused = await lock();
    expect(refused).toEqual({
      refused: expect.stringMatching(/process 1 on machine elsewhere.*delete .*lock\.json and run again/),
    });
    expect(text()).toBe(before);
  });

  it('waits for the run of a command that is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 400)']);
    leave({ pid: dead() }, identify(child.pid!));
    expect(await lockedBy(folder)).toContain(`process ${child.pid}`);
    const before = performance.now();
    expect(await lock()).toHaveProperty('release');
    expect(performance.now() - before).toBeGreaterThan(200);
    expect(warnings[0]).toBe(`waiting for process ${child.pid} of an earlier command, which is about to end`);
  });

  it('is held for a run whose command was killed', async () => {
    const mine = await lock();
    if ('share' in mine) await mine.share(4242);
    expect(JSON.parse(readFileSync(file(), 'utf8')).processes.map(({ pid }: { pid: number }) => pid)).toEqual(
      [process.pid, 4242],
    );
  });

  it('gives a stale lock to one of many that want it', async () => {
    for (let round = 0; round < 20; round++) {
      leave({ pid: dead() });
      const locks = await Promise.all(Array.from({ length: 4 }, () => lock()));
      const winners = locks.filter((one) => 'release' in one);
      expect(winners).toHaveLength(1);
      if ('release' in winners[0]!) await winners[0].release();
      expect(existsSync(file())).toBe(false);
    }
  });
});
